import csv

import torch
from torch import nn

from lib.pytorch.layertable import layer_table
from lib.store.metrics import write_table


def test_layers_are_counted_as_in_the_books():
    network = nn.Sequential(
        nn.Conv2d(1, 64, 3, padding="valid"), nn.BatchNorm2d(64), nn.ReLU(), nn.Flatten(),
        nn.Linear(64 * 18 * 18, 36),
    )  # fmt: skip
    conv, norm, relu, flat, linear, total = layer_table(network, torch.zeros(1, 1, 20, 20))
    assert (conv.layer, conv.kernel, conv.output) == ("0 Conv2d", "64 x 1 x 3 x 3", "64 x 18 x 18")
    assert (conv.parameters, conv.multiply_adds) == (640, 186624)  # the assignment's own example
    assert (norm.parameters, norm.multiply_adds) == (128, 64 * 18 * 18)
    assert (relu.kernel, relu.parameters, relu.multiply_adds) == ("-", 0, 0)
    assert flat.output == "20736"
    assert (linear.parameters, linear.multiply_adds) == (20736 * 36 + 36, 20736 * 36)
    assert (total.layer, total.kernel, total.output) == ("total", "-", "-")
    assert total.parameters == 640 + 128 + 20736 * 36 + 36
    assert total.multiply_adds == 186624 + 64 * 18 * 18 + 20736 * 36


def test_a_shared_layer_counts_its_parameters_once():
    layer = nn.Linear(3, 3)
    rows = layer_table(nn.Sequential(layer, nn.ReLU(), layer), torch.zeros(1, 3))
    assert [row.parameters for row in rows] == [12, 0, 0, 12]
    assert [row.multiply_adds for row in rows] == [9, 0, 9, 18]


def test_the_network_is_left_as_it_was():
    network = nn.Sequential(nn.BatchNorm1d(3), nn.Dropout()).train()
    layer_table(network, torch.ones(1, 3))
    assert network.training
    assert network[0].num_batches_tracked == 0
    assert not network[0]._forward_hooks


def test_the_file_ends_with_the_totals(tmp_path):
    network = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))
    write_table(tmp_path / "layers.csv", layer_table(network, torch.zeros(1, 4)))
    with (tmp_path / "layers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["layer", "kernel", "output", "parameters", "multiply_adds"]
    assert [row["parameters"] for row in rows] == ["15", "8", "23"]
    assert rows[-1]["multiply_adds"] == "18"
