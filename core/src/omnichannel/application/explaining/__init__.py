"""Why a delivery is where it is, in words: pure functions from what is stored to sentences."""
