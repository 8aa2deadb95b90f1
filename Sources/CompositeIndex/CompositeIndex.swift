// CompositeIndex
