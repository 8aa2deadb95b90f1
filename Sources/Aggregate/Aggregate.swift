// Aggregate
