import Testing

@testable import Configuration

/// The configuration reference, as README shows it.
@Suite struct ExampleTests {
  static let text = """
    # ~/.config/maichat/config.toml. Everything is optional. A flag beats the environment, which beats the profile here;
    # but a profile that is asked for by name (--profile, Ctrl-X @) beats the environment.

    # The profile to use when --profile names none. Without this line: "default", or the only one there is.
    profile = "work"

    # One table for each service and account.
    [profiles.work]
    base_url = "https://api.maiagent.ai/api/v1/"     # or --base-url, MAIAGENT_BASE_URL
    chatbot = "00000000-0000-0000-0000-000000000000" # or --chatbot, MAIAGENT_CHATBOT_ID
    mode = "streaming"                               # or "synchronous": replies arrive whole

    # The key, in one of three ways; MAIAGENT_API_KEY beats them all. Paths count from this file's folder.
    api_key_file = "keys/work"                       # its first line; the setup screen writes it, 0600
    # api_key_command = ["pass", "show", "maiagent"] # a program and its arguments, no shell ...
    # api_key_command = "op read op://it/maiagent"   # ... or a line for /bin/sh; the first line printed is the key
    # api_key = "..."                                # then chmod 600 this file
    # key_scheme = "bearer"                          # for a gateway that wants it; the service wants "api-key"

    [profiles.lab]
    base_url = "http://10.0.0.7:8000/api/"
    api_key_file = "keys/lab"
    allow_plain_http = true                          # or the key goes over http to this machine only
    ca_file = "lab-ca.pem"                           # certificates to trust instead of the system's

    [network]
    connect_timeout = 10                             # seconds
    silence_timeout = 120                            # seconds without a byte until a reply is given up
    fetch_after_reply = true                         # one request after a reply for the messages' ids and sources, where the
                                                     # reply did not name them
    max_download = 1000                              # megabytes of one file that is saved; never more than half of what is free

    [ui]
    theme = "auto"                                   # or --theme; a name, a file such as "my.toml", or dark or light as the
                                                     # terminal's background is
    list_width = 24                                  # columns
    list_visible = true
    follow = "auto"                                  # how the view moves up as a reply grows: a few rows, more on a
                                                     # slow line; "smooth": row by row; "page": nearly a page
    editing = "emacs"                                # the keys of the text to send: "emacs", as readline has them, or "vi"
    esc_delay = 25                                   # milliseconds to wait for the rest of a key after ESC
    alt = "escape"                                   # how Alt arrives: ESC before the key; "byte" or "character" with its
                                                     # eighth bit set
    mouse = false                                    # click, wheel and drag; Ctrl-X m switches
    keyboard = "auto"                                # ask the terminal to tell more keys apart; "plain": do not
    # hyperlinks = true                              # tell the terminal where links lead; unset: where it is known to open them
    ambiguous_width = 1                              # columns of ①, “, → and the like: 2 where the font is made for Chinese

    # Keys: a command's name, as Ctrl-X ? shows it, or false to take a key away. Zones: everywhere, composer,
    # transcript, list.
    [keys.composer]
    "Ctrl-S" = "send"
    "Ctrl-J" = false

    [keys.everywhere]
    "F1" = "keys"

    [keys.transcript]
    "Ctrl-F" = "page-down"

    [keys.list]
    "Ctrl-D" = "delete"

    [attachments]
    max_size = 50                                    # megabytes of one file, 1 to 100000
    max_files = 10                                   # of one message

    [import]
    max_pipe = 1000                                  # megabytes that `maichat import` reads from a pipe

    [log]
    level = "notice"                                 # trace, debug, info, notice, warning, error, critical

    """

  @Test func theExampleIsRight() throws {
    let (values, problems) = ConfigurationFile.parse(Array(Self.text.utf8), path: "/c/config.toml", home: "/h")
    #expect(problems == [])
    #expect(values.profiles["work"]?.apiKeyFile == "/c/keys/work")
    #expect(values.bindings.map(\.zone) == [.composer, .composer, .everywhere, .transcript, .list])
    // What the example shows as defaults are the defaults.
    let settings = Settings.resolve(flags: .init(), environment: [:], file: values)
    let none = Settings.resolve(flags: .init(), environment: [:], file: ConfigurationFile(path: ""))
    #expect(settings.baseURL.value == none.baseURL.value)
    #expect(settings.mode == none.mode)
    #expect(settings.connectTimeout == none.connectTimeout)
    #expect(settings.silenceTimeout == none.silenceTimeout)
    #expect(settings.fetchesAfterReply == none.fetchesAfterReply)
    #expect(settings.escapeDelay == none.escapeDelay)
    #expect(settings.ambiguousWidth == none.ambiguousWidth)
    #expect(settings.follow == none.follow)
    #expect(settings.theme == none.theme)
    #expect(settings.keyboard == none.keyboard)
    #expect(settings.usesMouse == none.usesMouse)
    #expect(settings.editing == none.editing)
    #expect(settings.logLevel == none.logLevel)
    #expect(settings.attachmentBytes == none.attachmentBytes)
    #expect(settings.attachmentCount == none.attachmentCount)
    #expect(settings.importPipeBytes == none.importPipeBytes)
  }

  @Test func theExampleNamesEveryKey() {
    for (table, keys) in ConfigurationFile.keys {
      for key in keys { #expect(Self.text.contains(key), "[\(table)] \(key)") }
    }
    for level in LogLevel.allCases { #expect(Self.text.contains(level.rawValue)) }
  }
}
