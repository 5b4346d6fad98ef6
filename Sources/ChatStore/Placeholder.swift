// ChatStore: see README, "How it fits together".
