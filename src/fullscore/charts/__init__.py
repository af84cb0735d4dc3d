"""Pictures of answers: an answer's plain data in, one Vega-Lite specification out. One file is one picture."""
