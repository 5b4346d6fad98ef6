// Terminal: see README, "How it fits together".
