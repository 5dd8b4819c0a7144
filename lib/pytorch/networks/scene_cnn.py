"""Q6.1.4: the convolutional network on the scenes."""

from lib.pytorch.images.photos import PHOTOS
from lib.pytorch.network import Task
from lib.pytorch.networks.photo_cnn import photo_cnn

TASK = Task("Q6.1.4 Scenes", photo_cnn, PHOTOS)
