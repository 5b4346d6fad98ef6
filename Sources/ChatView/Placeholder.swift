// ChatView: see README, "How it fits together".
