"""Every entrance for files, with its broken inputs."""

from faults import (
    broken_archives,
    broken_arrays,
    broken_images,
    broken_mats,
    broken_mirrors,
    broken_params,
    broken_texts,
    broken_videos,
    broken_weights,
)
from faults.watch import Entrance

ENTRANCES = {
    entrance.name: entrance
    for entrance in (
        Entrance("params.yaml", broken_params.cases, broken_params.use),
        Entrance("NIST36's .mat files", broken_mats.cases, broken_mats.use),
        Entrance("the flowers' splits", broken_mats.splits, broken_mats.use_splits),
        Entrance("SHA256SUMS of a mirror", broken_mirrors.cases, broken_mirrors.use),
        Entrance(
            "environment variables", broken_mirrors.environments, broken_mirrors.use_environment
        ),
        Entrance("archives", broken_archives.unpacking_cases, broken_archives.use),
        Entrance("archives of CIFAR-10", broken_archives.cifar_cases, broken_archives.use_cifar),
        Entrance("archives of scenes", broken_archives.scene_cases, broken_archives.use_scenes),
        Entrance("archives of EMNIST", broken_archives.emnist_cases, broken_archives.use_emnist),
        Entrance("EMNIST by class", broken_archives.letters_cases, broken_archives.use_letters),
        Entrance("arrays on disk", broken_arrays.cases, broken_arrays.use),
        Entrance("images", broken_images.cases, broken_images.use),
        Entrance("videos", broken_videos.cases, broken_videos.use),
        Entrance("the reader's networks", broken_weights.onnx_cases, broken_weights.use_onnx),
        Entrance("weights, .npz", broken_weights.classifier_cases, broken_weights.use_classifier),
        Entrance("context, .npz", broken_weights.context_cases, broken_weights.use_context),
        Entrance("weights, SqueezeNet's", broken_weights.torch_cases, broken_weights.use_features),
        Entrance(
            "weights, the user's own", broken_weights.torch_cases, broken_weights.use_imagenet
        ),
        Entrance("transcripts", broken_texts.cases, broken_texts.use),
        Entrance("transcripts, written", broken_texts.cases, broken_texts.use_standin),
    )
}
AT_LEAST = 200  # broken inputs of each
