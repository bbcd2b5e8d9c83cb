"""Nothing lost, nothing doubled, nobody talked over: proven by killing, crashing, cutting and freezing real parts."""
