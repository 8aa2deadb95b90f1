// PipelineRunner
