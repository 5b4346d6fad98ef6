// Sandbox: see README, "How it fits together".
