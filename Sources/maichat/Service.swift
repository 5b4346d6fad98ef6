import ChatModel
import Configuration
import MaiAgentAPI
import MaiAgentNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where the service is and which key opens it, from flags, environment and file.
struct Service {
  let settings: Configuration.Settings
  let network: NetworkConfiguration

  /// Throws a usage failure that names what is missing or wrong.
  init(common: CommonOptions) throws {
    let environment = ProcessInfo.processInfo.environment
    let paths = ConfigurationPaths(
      environment: environment, home: ConfigurationPaths.home(environment: environment), configFile: common.config,
      dataFolder: common.dataDir)
    let (values, problems) = ConfigurationFile.load(
      paths.configFile, home: paths.home, absence: common.config == nil ? .allowed : .reported)
    let flags = Configuration.Settings.Flags(
      profile: common.profile, baseURL: common.baseURL, chatbot: common.chatbot, theme: common.theme)
    settings = Configuration.Settings.resolve(flags: flags, environment: environment, file: values)
    for problem in problems + settings.problems { StandardError.say("maichat: \(safe("\(problem)"))") }

    let base: BaseURL
    do { base = try BaseURL(settings.baseURL.value) } catch {
      throw CommandFailure(.usage, "the base URL: \(error)")
    }
    let secret: SecretText?
    do { secret = try settings.loadKey(environment: environment).key } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    guard let secret, let key = APIKey(secret.revealed) else {
      throw CommandFailure(.usage, "no API key: set MAIAGENT_API_KEY, or name one in \(paths.configFile).")
    }
    network = NetworkConfiguration(
      baseURL: base, key: key, connectTimeout: Milliseconds(Int64(settings.connectTimeout)),
      silenceTimeout: Milliseconds(Int64(settings.silenceTimeout)), caFile: settings.certificateFile?.value,
      plainHTTP: settings.plainHTTP == .allowed ? .allowed : .loopbackOnly)
  }
}
