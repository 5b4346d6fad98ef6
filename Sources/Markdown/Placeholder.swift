// Markdown: see README, "How it fits together".
