// Configuration: see README, "How it fits together".
