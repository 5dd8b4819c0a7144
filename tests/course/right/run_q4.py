import os
import pickle
import string

import matplotlib.pyplot as plt
import numpy as np
import skimage
import skimage.io
import skimage.transform
from nn import *
from q4 import *

letters = np.array(list(string.ascii_uppercase + string.digits))
params = pickle.load(open("q3_weights.pickle", "rb"))

for img in sorted(os.listdir("../images")):
    im1 = skimage.img_as_float(skimage.io.imread(os.path.join("../images", img)))
    bboxes, bw = findLetters(im1)
    plt.imshow(bw)
    plt.show()
    bboxes = sorted(bboxes, key=lambda box: box[0] + box[2])
    rows, row = [], []
    for box in bboxes:
        if row and (box[0] + box[2]) / 2 > row[-1][2]:
            rows.append(row)
            row = []
        row.append(box)
    rows.append(row)
    for row in rows:
        line = []
        for y1, x1, y2, x2 in sorted(row, key=lambda box: box[1]):
            crop = bw[y1:y2, x1:x2]
            side = max(crop.shape)
            tall, wide = (side - crop.shape[0]) // 2, (side - crop.shape[1]) // 2
            pad = side // 8
            crop = np.pad(crop, ((tall + pad, tall + pad), (wide + pad, wide + pad)), constant_values=1)
            crop = skimage.transform.resize(crop, (32, 32), anti_aliasing=True)
            line.append(crop.T.flatten())
        h1 = forward(np.array(line), params, "layer1")
        probs = forward(h1, params, "output", softmax)
        print("".join(letters[np.argmax(probs, axis=1)]))
