"""What the images of a kind go through, in training and in evaluation: one file a kind."""
