import numpy as np
import skimage.color
import skimage.filters
import skimage.measure
import skimage.morphology


def findLetters(image):
    grey = skimage.color.rgb2gray(image)
    blurred = skimage.filters.gaussian(grey, sigma=2)
    ink = blurred < skimage.filters.threshold_otsu(blurred)
    joined = skimage.morphology.dilation(ink, np.ones((5, 5)))
    regions = skimage.measure.regionprops(skimage.measure.label(joined))
    largest = max([region.area for region in regions], default=0)
    bboxes = [region.bbox for region in regions if region.area > 0.1 * largest]
    bw = 1.0 - ink
    return bboxes, bw
