// MaiAgentAPI: see README, "How it fits together".
