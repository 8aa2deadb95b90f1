/// The version of the program, as `--version`, the manifest and the report's footer give it.
public let softwareVersion = "0.1.0"
