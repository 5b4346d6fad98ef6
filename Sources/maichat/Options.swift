import ArgumentParser

/// The flags that every command takes; each beats its environment variable, which beats the profile in the file.
struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Use this profile of the configuration file.", valueName: "name"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Where the service is, e.g. https://api.maiagent.ai/api/v1/ (MAIAGENT_BASE_URL).", valueName: "url"))
  var baseURL: String?

  @Option(help: ArgumentHelp("The chatbot to talk to (MAIAGENT_CHATBOT_ID).", valueName: "id"))
  var chatbot: String?

  @Option(help: ArgumentHelp("Read this configuration file instead of the usual one.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Keep the history in this directory.", valueName: "dir"))
  var dataDir: String?

  @Option(help: ArgumentHelp("The look: a theme's name, or a theme file.", valueName: "name|file"))
  var theme: String?

  @Flag(help: "Read the history; write and send nothing.")
  var readOnly = false
}
