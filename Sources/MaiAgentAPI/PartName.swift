import ChatModel

extension ReplyPart.Kind {
  /// The kind of part that an event with this `type` is; nil where it is the answer, as all are whose name is not known.
  init?(type: String) {
    guard let kind = Self.known[Self.letters(of: type)] else { return nil }
    self = kind
  }

  /// Names are compared without their case and what separates their words: `toolCall`, `tool_call` and `TOOL-CALL` are one.
  private static func letters(of type: String) -> String {
    guard type.utf8.count <= 40 else { return "" }
    return String(
      decoding: type.utf8.compactMap { byte in
        switch byte {
        case 0x41...0x5A: byte | 0x20
        case 0x20, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"): nil
        default: byte
        }
      }, as: UTF8.self)
  }

  // Whole names only: a `type` that merely has such a word in it may be the answer of a tool's user.
  private static let known: [String: ReplyPart.Kind] = {
    var known: [String: ReplyPart.Kind] = [:]
    let names: [(ReplyPart.Kind, String)] = [
      (
        .thinking,
        """
        think thinking thinkingdelta thinkingstart thinkingend thinkingblock redactedthinking thought thoughts \
        agentthought reasoning reasoningdelta reasoningcontent reasoningtext reasoningsummary reasoningstart \
        reasoningend chainofthought
        """
      ),
      (
        .tool,
        """
        tool tools toolcall toolcalls toolcalldelta toolcallchunk toolcallstart toolcallend toolcallresult tooluse \
        toolresult toolresults tooloutput toolresponse toolmessage toolinput toolstart toolend toolerror toolprogress \
        toolstatus servertooluse function functioncall functioncalls functioncalldelta functionresult \
        functionresponse functionoutput functioncalloutput functioncallresult mcp mcpcall mcptoolcall mcptooluse \
        mcptoolresult
        """
      ),
      (
        .status,
        """
        status statusupdate statuschange agentstatus progress progressupdate progressmessage
        """
      ),
    ]
    for (kind, list) in names {
      for name in list.split(separator: " ") { known[String(name)] = kind }
    }
    return known
  }()
}
