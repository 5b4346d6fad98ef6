/// The first answer of a conversation: what maichat can do, in the Markdown that it can show.
enum DemoScript {
  static let text = """
    # Welcome to maichat

    This is the **sandbox**: a small program inside maichat that answers like the service does. It is *not an AI*, it \
    needs no key and no network, and it forgets everything when it ends. 歡迎試用 👋

    ## The first minute

    1. Type a question below and press `Enter`. `Alt-Enter` or `Ctrl-J` begins a new line.
    2. While a reply runs, `Esc` or `Ctrl-C` stops it at once; what came so far is kept.
    3. `Tab` goes round the input box, the transcript and the list of conversations.
    4. `Ctrl-X` and then `?` shows **every** key; `Ctrl-X p` runs any command by its name.

    ## Keys

    | key | does |
    |---|---|
    | `Enter` | send |
    | `PgUp` `PgDn` | scroll the transcript |
    | `Ctrl-X n` | new conversation |
    | `Ctrl-X c` | choose a chatbot 機器人 |
    | `Ctrl-X a` | attach files |
    | `Ctrl-X s` | streaming or whole replies |
    | `Ctrl-X l` | list on or off |
    | `Ctrl-X t` | theme |
    | `Ctrl-X r` | raw text |
    | `Ctrl-X q`, `Ctrl-Q` | quit |

    In the **transcript**:

    - `j` and `k` move by a row, `J` and `K` by a message
    - `g` and `G` go to the ends, `{` and `}` to code blocks
    - `y` copies a message, `r` retries or regenerates a reply, `R` shows its raw text
    - `i` or `Esc` goes back to the input box

    In the **list**:

    - `Enter` opens a conversation, `n` begins one, `/` filters
    - `r` renames
    - `d` deletes, and `u` undoes that

    ## From the shell

    ```sh
    maichat --demo                      # what you see now
    maichat chatbots                    # what your key can reach
    echo "When do you open?" | maichat ask
    ```

    > Quit whenever you like: conversations, scroll position and unsent text are there when you come back. Only the \
    demo forgets them.

    ## Try the sandbox

    Begin a question with a directive: `/code` for code, `/table 20` for a table, `/cjk` for 中文、日本語、한국어, \
    `/emoji` for 👩🏽‍💻 🇹🇼 and friends, `/slow` for a slow reply, `/stall` for one that hangs, `/error 503` for a \
    failure, `/long 20000` for a long one. `/help` lists them all.

    More about the service: [docs.maiagent.ai](https://docs.maiagent.ai).

    """
}
