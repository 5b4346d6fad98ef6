import AppState
import Benchmark
import Canvas
import ChatModel
import ChatView
import MaiAgentAPI
import Markdown
import Terminal

// What a reply costs on its way from a service's bytes to a terminal's, part by part and as a whole. "Paced" is 32 bytes
// of text for each frame, as at 200 events of 4 characters a second; "flat out" is 64 kB, as much as the loop takes in a
// turn. README, "Benchmarks", says how to run them.

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock], timeUnits: .milliseconds, warmupIterations: 1, maxDuration: .seconds(3),
    maxIterations: 20)

  // 40 milliseconds of 1,000 events a second and of 4 characters each in every pane, a key, and the frame that shows it.
  for panes in [1, 4, 8] {
    Benchmark("key to terminal, \(panes) panes of 1,000 events a second, 25 keys") { benchmark in
      let chunks = SampleReply.cut(SampleReply.markdown(4_000), 160)
      for _ in benchmark.scaledIterations {
        var chat = BenchedChat(panes: panes)
        let screen = try Screen(terminal: "xterm-256color", size: BenchedChat.size)
        let theme = Theme(name: "benchmark", faces: [:])
        var written = 0
        for chunk in chunks {
          chat.receive(.textArrived(chunk))
          chat.type("x")
          written += screen.paint(chat.frame(), theme: theme).bytes.count
        }
        blackHole(written)
      }
    }
  }

  for size in ReplySize.all {
    let text = SampleReply.markdown(size.bytes)
    let events = SampleReply.events(text, of: 4)

    Benchmark("decode \(size.name), events of 4") { benchmark in
      for _ in benchmark.scaledIterations {
        var decoder = ReplyDecoder(contentType: "text/event-stream", key: SampleReply.key)
        for packet in events { blackHole(decoder.receive(packet)) }
        blackHole(decoder.end())
      }
    }

    for pace in Pace.all {
      let chunks = SampleReply.cut(text, pace.bytes)
      Benchmark("markdown \(size.name), \(pace.name)") { benchmark in
        for _ in benchmark.scaledIterations {
          var document = MarkdownDocument()
          var layout = MarkdownLayout(width: 94)
          for chunk in chunks {
            document.append(chunk)
            layout.update(document)
            let count = layout.rowCount(of: document)
            blackHole(layout.rows(max(0, count - 33)..<count, of: document))
          }
          document.finish()
          layout.update(document)
          blackHole(layout.rowCount(of: document))
        }
      }

      Benchmark("frames \(size.name), \(pace.name)") { benchmark in
        for _ in benchmark.scaledIterations {
          var chat = BenchedChat()
          for chunk in chunks {
            chat.receive(.textArrived(chunk))
            blackHole(chat.frame())
          }
        }
      }

      Benchmark("network to terminal \(size.name), \(pace.name)") { benchmark in
        let packets = SampleReply.joined(events, eventsEach: max(1, pace.bytes / 4))
        for _ in benchmark.scaledIterations {
          var chat = BenchedChat()
          let screen = try Screen(terminal: "xterm-256color", size: BenchedChat.size)
          let theme = Theme(name: "benchmark", faces: [:])
          var decoder = ReplyDecoder(contentType: "text/event-stream", key: SampleReply.key)
          var written = 0
          for packet in packets {
            for event in decoder.receive(packet) { chat.receive(event) }
            written += screen.paint(chat.frame(), theme: theme).bytes.count
          }
          blackHole(written)
        }
      }
    }
  }
}

struct ReplySize: Sendable {
  var name: String
  var bytes: Int
  static let all = [
    ReplySize(name: "20 kB", bytes: 20_000), ReplySize(name: "200 kB", bytes: 200_000),
    ReplySize(name: "1 MB", bytes: 1_000_000),
  ]
}

struct Pace: Sendable {
  var name: String
  /// Bytes of text for each frame.
  var bytes: Int
  static let all = [Pace(name: "paced", bytes: 32), Pace(name: "flat out", bytes: 65_536)]
}
