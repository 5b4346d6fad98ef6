import ChatModel
import Testing

@testable import ImportExport

/// What ChatGPT's exports have beside plain questions and answers.
@Suite struct ChatGPTTests {
  /// A conversation of `messages`, each of which is JSON, one after the other.
  private func file(_ messages: [String], _ more: String = #""create_time":1700000000.5,"#) -> String {
    let nodes = messages.enumerated().map { index, message in
      let parent = index == 0 ? "null" : "\"n\(index - 1)\""
      return #""n\#(index)":{"id":"n\#(index)","message":\#(message),"parent":\#(parent),"children":[]}"#
    }
    return #"[{"title":"T",\#(more)"mapping":{\#(nodes.joined(separator: ","))},"conversation_id":"c"}]"#
  }

  private func message(
    _ role: String, _ content: String, name: String = "null", recipient: String = "all", metadata: String = "{}",
    time: String = "null"
  ) -> String {
    #"{"author":{"role":"\#(role)","name":\#(name)},"create_time":\#(time),"content":\#(content),"#
      + #""metadata":\#(metadata),"recipient":"\#(recipient)"}"#
  }

  private func text(_ text: String) -> String { #"{"content_type":"text","parts":["\#(text)"]}"# }

  private func read(_ messages: String...) throws -> ([Message], LeftOut) {
    let (conversations, leftOut) = try readArchiveAndLeftOut(file(messages))
    #expect(conversations.count == 1)
    return (conversations[0].messages.map(\.message), leftOut)
  }

  @Test func aGeneratedPictureBelongsToTheAnswerOnceAndTheTalkWithTheToolDoesNot() throws {
    let picture =
      #"{"content_type":"image_asset_pointer","asset_pointer":"file-service://file-abc","size_bytes":12345,"#
      + #""metadata":{"dalle":{"prompt":"a cat\nin a hat"}}}"#
    let (messages, leftOut) = try read(
      message("user", text("draw a cat")),
      message("assistant", #"{"content_type":"code","text":"{\"prompt\":\"a cat\"}"}"#, recipient: "dalle.text2im"),
      message(
        "tool", #"{"content_type":"multimodal_text","parts":[\#(picture),\#(picture)]}"#, name: "\"dalle.text2im\""),
      message(
        "tool", text("DALL-E displayed 1 image."), name: "\"dalle.text2im\"",
        metadata: #"{"is_visually_hidden_from_conversation":true}"#))
    #expect(messages.map(\.author) == [.person, .assistant])
    #expect(messages[1].attachments.map(\.file) == ["file-service://file-abc"])
    #expect(messages[1].attachments.map(\.filename) == ["a cat in a hat"])
    #expect(messages[1].attachments.map(\.size) == [12345])
    #expect(leftOut[.hiddenMessage] == 1)
  }

  @Test func aPictureThatThePersonSentHasItsNameAndStandsThereOnce() throws {
    let (messages, _) = try read(
      message(
        "user",
        #"{"content_type":"multimodal_text","parts":["#
          + #"{"content_type":"image_asset_pointer","asset_pointer":"sediment://file_1","size_bytes":5},"see"]}"#,
        metadata: #"{"attachments":[{"id":"file_1","name":"cat.png","mime_type":"image/png","size":5},"#
          + #"{"id":"file_2","name":"a.pdf","mimeType":"application/pdf","size":9}]}"#))
    #expect(messages[0].attachments.map(\.filename) == ["cat.png", "a.pdf"])
    #expect(messages[0].attachments.map(\.type) == ["image", "other"])
    #expect(messages[0].attachments[0].file == "sediment://file_1")
  }

  @Test func whatWasWrittenIntoTheCanvasIsPartOfTheAnswer() throws {
    func call(_ name: String, _ arguments: String) -> String {
      let quoted = arguments.replacing("\"", with: "\\\"")
      return message(
        "assistant", #"{"content_type":"code","language":"json","text":"\#(quoted)"}"#, recipient: "canmore.\(name)")
    }
    let (messages, _) = try read(
      message("user", text("write")),
      call("create_textdoc", #"{"name":"essay","type":"document","content":"CANVASTEXT The long essay."}"#),
      message("tool", text("Successfully created"), name: "\"canmore.create_textdoc\""),
      call("create_textdoc", #"{"name":"run","type":"code/python","content":"print(1)"}"#),
      call("update_textdoc", #"{"updates":[{"pattern":".*","multiple":true,"replacement":"Shorter."}]}"#),
      call("comment_textdoc", #"{"comments":[{"pattern":"x","comment":"Say why."}]}"#),
      message("assistant", text("I wrote it in the canvas.")))
    #expect(
      messages.map(\.text) == [
        "write", "**essay**\n\nCANVASTEXT The long essay.", "**run**\n\n```python\nprint(1)\n```", "Shorter.",
        "- Say why.", "I wrote it in the canvas.",
      ])
  }

  @Test func whatWasSpokenIsTextAndItsSoundIsKeptByName() throws {
    let (messages, leftOut) = try read(
      message(
        "user",
        #"{"content_type":"multimodal_text","parts":[{"content_type":"audio_transcription","text":"Hello","direction":"in"},"#
          + #"{"content_type":"real_time_user_audio_video_asset_pointer","audio_asset_pointer":{"asset_pointer":"#
          + #""file-service://v1","format":"wav","size_bytes":3},"frames_asset_pointers":[]}]}"#),
      message(
        "assistant",
        #"{"content_type":"multimodal_text","parts":[{"content_type":"audio_asset_pointer","asset_pointer":"#
          + #""file-service://v2","format":"wav"},{"content_type":"audio_transcription","text":"Hi"},{"surprise":1}]}"#)
    )
    #expect(messages.map(\.text) == ["Hello", "Hi"])
    #expect(messages.map { $0.attachments.map(\.type) } == [["audio"], ["audio"]])
    #expect(messages[0].attachments[0].filename == "voice.wav")
    #expect(leftOut[.unknown] == 1)
  }

  @Test func marksOfTheSearchBecomeCitations() throws {
    let cite = "\u{E200}cite\u{E202}turn0search0\u{E202}turn0search1\u{E201}"
    let metadata =
      #"{"content_references":[{"matched_text":"\#(cite)","type":"grouped_webpages","alt":"([A](https://a))","#
      + #""items":[{"title":"A","url":"https://a/1","snippet":"from A"},{"title":"B","url":"https://b"}]},"#
      + #"{"type":"sources_footnote","matched_text":" ","sources":[{"title":"A","url":"https://a/1"}]}]}"#
    let entity = "\u{E200}entity\u{E202}[\\\"company\\\",\\\"Ringo\\\"]\u{E201}"
    let (messages, _) = try read(
      message("user", text("【3】 stays, \u{E200} too")),
      message(
        "assistant",
        text("Tea\(cite) is \u{E203}hot\u{E204}, says \(entity).\u{E200}video\u{E202}x\u{E201} 【中】 \u{E200}open"),
        metadata: metadata))
    #expect(messages[0].text == "【3】 stays, \u{E200} too", "a person's text is as it was typed")
    #expect(messages[1].text == "Tea is hot, says Ringo. 【中】 open")
    #expect(messages[1].citations.map(\.file) == ["https://a/1", "https://b"])
    #expect(messages[1].citations.first?.passage == "from A")
  }

  @Test func olderMarksForSourcesBecomeCitationsToo() throws {
    let metadata =
      #"{"citations":[{"start_ix":4,"end_ix":15,"metadata":{"type":"webpage","title":"Hours","url":"https://h","text":"9"}}]}"#
    let (messages, _) = try read(
      message("assistant", text("Nine【11†source】 or ten【3:1†notes.pdf】. 【a†b】"), metadata: metadata))
    #expect(messages[0].text == "Nine or ten. 【a†b】")
    #expect(messages[0].citations == [Citation(filename: "Hours", file: "https://h", passage: "9")])
  }

  @Test func whatNobodyWasShownIsCountedByKind() throws {
    let (messages, leftOut) = try read(
      message("system", text("")), message("system", text("Be nice.")),
      message("user", #"{"content_type":"user_editable_context","user_profile":"I am","user_instructions":"x"}"#),
      message("user", text("hidden"), metadata: #"{"is_visually_hidden_from_conversation":true}"#),
      message("user", text("q")),
      message("assistant", #"{"content_type":"thoughts","thoughts":[{"summary":"S","content":"think"}]}"#),
      message("assistant", #"{"content_type":"code","text":"1+1"}"#, recipient: "python"),
      message("tool", #"{"content_type":"execution_output","text":"2"}"#, name: "\"python\""),
      message("assistant", text("Two.")), message("oracle", text("?")))
    #expect(messages.map(\.text) == ["q", "Two."])
    #expect(
      messages[1].parts == [
        ReplyPart(kind: .thinking, name: "thinking", text: "S\nthink", offset: 0),
        ReplyPart(kind: .tool, name: "python", text: "1+1", offset: 0),
        ReplyPart(kind: .tool, name: "python", text: "2", offset: 0),
      ])
    #expect(leftOut[.systemMessage] == 2 && leftOut[.hiddenMessage] == 1 && leftOut[.unknown] == 1)
    #expect(leftOut.text.contains("2 system messages, 1 hidden message"), "\(leftOut.text)")
  }

  @Test func datesComeFromTheMessagesWhereTheConversationHasNone() throws {
    let messages = [
      message("user", text("q"), time: "1700000005.0"), message("assistant", text("a")),
      message("user", text("q2"), time: "1700000009.5"),
    ]
    let read = try readArchive(file(messages, ""))
    #expect(read[0].header.createdAt == Timestamp(milliseconds: 1_700_000_005_000))
    #expect(read[0].header.lastActivity == Timestamp(milliseconds: 1_700_000_009_500))
    #expect(read[0].messages[1].message.createdAt == Timestamp(milliseconds: 1_700_000_005_000))
  }

  @Test func aTitleThatIsMissingIsTheFirstQuestion() throws {
    let read = try readArchive(file([message("user", text("What is tea?"))]).replacing(#""title":"T","#, with: ""))
    #expect(read[0].header.title == "What is tea?" && read[0].header.titleSource == .firstQuestion)
  }

  @Test func aFileWhoseFirstElementIsNothingIsReadForTheOthers() throws {
    var refused: [ArchiveProblem] = []
    let text = file([message("user", text("q"))]).replacing("[{\"title\"", with: "[null,{\"title\"")
    #expect(try readArchive(text, refused: &refused).count == 1)
    #expect(refused.count == 1)
  }

  @Test(
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04, 0, 0], "ZIP"), ([0x1F, 0x8B, 8], "gzip"), (Array("BZh9".utf8), "bzip2"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
      (Array(repeating: 0, count: 257) + Array("ustar\0".utf8), "tar"), ([0xFF, 0xFE, 0x5B, 0], "UTF-16"),
    ] as [([UInt8], String)]) func aPackedFileIsTold(bytes: [UInt8], word: String)
  {
    let error = bytes.withUnsafeBufferPointer { bytes in
      #expect(throws: ArchiveProblem.self) { _ = try ArchiveFile(bytes, profile: "p") }
    }
    #expect(error.map { "\($0)".contains(word) } == true, "\(String(describing: error))")
  }
}
