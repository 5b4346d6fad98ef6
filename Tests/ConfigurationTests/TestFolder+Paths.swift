import TestSupport

@testable import Configuration

extension TestFolder {
  /// Where somebody whose home this is has the configuration.
  var paths: ConfigurationPaths { ConfigurationPaths(environment: ["XDG_CONFIG_HOME": path], home: path) }
}
