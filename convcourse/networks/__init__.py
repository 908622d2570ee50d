"""Networks: what they are made of, their trained weights, how they were trained, what they see."""
