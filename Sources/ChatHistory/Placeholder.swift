// ChatHistory: see README, "How it fits together".
