extension SampleText {
  static let cjk = """
    # 中文、日本語、한국어

    這是一段**繁體中文**。全形字佔兩格，標點「」、。也一樣；中英 mixed 混排時換行要正確。

    1. 第一項：服務時間是每天 09:00 到 17:00。
    2. 第二項：請先按 `Enter` 送出。

    日本語の段落です。ひらがな、カタカナ、漢字が混ざっています。ﾊﾝｶｸも。

    한국어 문장입니다. 한글은 두 칸을 차지합니다.

    | 項目 | 說明 | 数量 |
    |---|---|---:|
    | 茶 | 溫熱 | 12 |
    | コーヒー | 深煎り | 3 |
    | 물 | 차가운 | 100 |

    沒有空白的長句子也要能夠換行因為中文在任何兩個字之間都可以斷開只有標點符號不可以出現在一行的開頭這是排版的基本規則。

    """

  static let emoji = """
    # Emoji and combined characters 🎛️

    Single: 😀 🎉 🚀 ✅ ⚠️ ❤️ ☎︎. Skin tones: 👍🏻 👍🏽 👍🏿. Families: 👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈. Flags: 🇹🇼 🇯🇵 🇺🇳. Keycaps: 1️⃣ #️⃣.

    Combined: e\u{301} n\u{303} ü = u\u{308}, Z\u{351}\u{36B}a\u{363}l\u{36A}g\u{308}o\u{30A}. Indic: नमस्ते क्षि. Thai: สวัสดี. Jamo: 한.

    | face | name |
    |---|---|
    | 🙂 | smile |
    | 🧑‍🚀 | astronaut |
    | 🇹🇼 | flag |

    """

  static let rightToLeft = """
    # Right to left

    السلام عليكم. هذه جملة من صندوق الرمل، وليست من ذكاء اصطناعي.

    שלום! זו שורה בעברית עם English באמצע ועם מספר 42.

    - قائمة: عنصر أول
    - רשימה: פריט שני

    """

  static let html = """
    <h1 onclick="alert(1)">Not a heading of yours</h1>
    <script>document.title = "taken over"</script>
    <p>Raw <b>HTML</b> with a <a href="javascript:alert(1)">script link</a> and an image:
    <img src="http://127.0.0.1:1/pixel.png" onerror="alert(1)"></p>

    [a link of a bad kind](javascript:alert(1)), an inline <span style="color:red">span</span> and an &amp; entity.

    """

  static let json = """
    {"answer": "This is a sandbox and not an AI.", "sources": [{"id": 1, "title": "開放時間"}], "confidence": null, \
    "nested": {"list": [1, 2.5, true], "text": "a \\"quoted\\" word\\n"}}
    """

  /// Everything that would change the terminal, the clipboard or the order of what is read, if it got through.
  static let hostile = """
    Colour: \u{1B}[31mred?\u{1B}[0m Cleared? \u{1B}[2J\u{1B}[H Title: \u{1B}]0;taken over\u{7}
    Clipboard: \u{1B}]52;c;ZXZpbA==\u{7} Link: \u{1B}]8;;http://127.0.0.1:1/\u{1B}\\here\u{1B}]8;;\u{1B}\\
    Answer back: \u{1B}[6n \u{1B}[c \u{5} Alternate screen: \u{1B}[?1049h Mouse: \u{1B}[?1003h Reset: \u{1B}c
    C1: \u{9B}31m \u{9D}0;title\u{9C} \u{90}q\u{9C} \u{85} Strings: \u{1B}P+q544e\u{1B}\\ \u{1B}_apc\u{1B}\\
    Controls: nul(\u{0}) bell(\u{7}) back(\u{8}\u{8}\u{8}) vertical(\u{B}) form(\u{C}) return(\rover) shift(\u{E}\u{F}) \
    delete(\u{7F})
    Direction: \u{202E}desrever\u{202C} \u{2066}isolated\u{2069} \u{200F}mark\u{200E} \u{202A}embedded\u{202C}
    Invisible: zero\u{200B}width, soft\u{AD}hyphen, word\u{2060}joiner, tag\u{E0041}\u{E007F}, \u{FEFF}mark, line\u{2028}paragraph\u{2029}
    Stack: a\(String(repeating: "\u{300}\u{316}", count: 400))b and a flag of regional letters \
    \(String(repeating: "\u{1F1E6}", count: 41))
    `code with \u{1B}[5m inside`, [link](http://127.0.0.1:1/\u{1B}[31m), private \u{E000}\u{F8FF}, unassigned \u{378}, \
    noncharacter \u{FFFF}

    ```sh\u{1B}[7m
    echo "\u{1B}]0;pwned\u{7}"
    ```
    The end: if this line looks ordinary and the window's title is yours, the client is safe.

    """
}
