"""The standing questions. One file is one question: what it needs, what answers it, and the sentence that says so."""
