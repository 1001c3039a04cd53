"""What the curve is doing: snapshots in, epiworks out; inputs, packs, seed and result are kept, so that every figure comes out again."""
