"""Q6.2: the convolutional network on the flowers, trained from scratch."""

from lib.pytorch.images.photos import PHOTOS
from lib.pytorch.network import Task
from lib.pytorch.networks.photo_cnn import photo_cnn

TASK = Task("Q6.2 Flowers from scratch", photo_cnn, PHOTOS)
