"""What a figure shows, as data; how it is drawn stands in `review.render`."""
