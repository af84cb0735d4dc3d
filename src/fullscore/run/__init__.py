"""The conveyor: land, build, publish, and read back. The only room that reads the clock."""
