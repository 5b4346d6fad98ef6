import ArgumentParser
import Configuration

/// The flags that every command takes; each beats its environment variable, which beats the profile in the file.
struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Use this profile of the configuration file.", valueName: "name"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Where the service is, e.g. https://api.maiagent.ai/api/v1/ (MAIAGENT_BASE_URL).", valueName: "url"))
  var baseURL: String?

  @Option(
    help: ArgumentHelp(
      "The chatbot to talk to: its id, the beginning of one, or its name (MAIAGENT_CHATBOT_ID).",
      valueName: "id|name"))
  var chatbot: String?

  @Option(help: ArgumentHelp("Read this configuration file instead of the usual one.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Keep the history in this directory.", valueName: "dir"))
  var dataDir: String?

  @Option(help: ArgumentHelp("The look: a theme's name, or a theme file.", valueName: "name|file"))
  var theme: String?

  @Flag(help: "Read the history; write and send nothing.")
  var readOnly = false

  /// Flags that say where something is sent or kept, and were given without a value: a script's variable that is not set must not
  /// lead somewhere else.
  var emptyFlags: [ConfigurationProblem] {
    [
      ("--profile", profile), ("--base-url", baseURL), ("--chatbot", chatbot), ("--config", config),
      ("--data-dir", dataDir),
    ].filter { _, value in
      value?.allSatisfy(\.isWhitespace) == true
    }.map { ConfigurationProblem(file: $0.0, text: "is empty; leave it out, or give it a value", severity: .doubt) }
  }

  /// These flags, and where one was not given, what stood before the command's name.
  func over(_ outer: CommonOptions) -> CommonOptions {
    var merged = self
    merged.profile = profile ?? outer.profile
    merged.baseURL = baseURL ?? outer.baseURL
    merged.chatbot = chatbot ?? outer.chatbot
    merged.config = config ?? outer.config
    merged.dataDir = dataDir ?? outer.dataDir
    merged.theme = theme ?? outer.theme
    merged.readOnly = readOnly || outer.readOnly
    return merged
  }
}

/// A command of the shell: it takes the common flags after its name as well as before it.
protocol ShellCommand: ParsableCommand {
  var root: Maichat { get }
  var common: CommonOptions { get }
}

extension ShellCommand {
  /// The common flags of both places. Throws where the full screen's own flag was given.
  func options() throws(CommandFailure) -> CommonOptions {
    if root.demo {
      throw CommandFailure(.usage, "--demo goes with the full screen: start `maichat --demo` without a command.")
    }
    return common.over(root.common)
  }
}
