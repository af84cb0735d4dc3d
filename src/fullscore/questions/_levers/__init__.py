"""What a client can set by which one function may gain what another loses: one file each."""
