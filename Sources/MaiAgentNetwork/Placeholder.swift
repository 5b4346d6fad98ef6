// MaiAgentNetwork: see README, "How it fits together".
