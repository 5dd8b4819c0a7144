"""The sentences of the page that judge, chosen by the numbers: with other numbers they stay true.

Each function takes values of the metrics files and returns one sentence or more of plain text.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log
from statistics import mean, stdev

from lib.report.intervals import wilson
from lib.report.numbers import accuracy, number, percent, points, setting, signed

CHANCE = 0.05  # p-value below which a difference is not put down to chance
# Pairs whose shapes are the same in many hands.
ALIKE = frozenset({"B/8", "D/0", "G/6", "I/1", "O/0", "Q/0", "S/5", "Z/2"})

WAYS = ("default", "tuned")  # the two autoencoders

Values = Mapping  # of a metrics file


def listed(words: Sequence[str]) -> str:
    """Words as English lists them: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def compared(this: str, a: Values, other: str, b: Values, pair: Values) -> str:
    """Which of two classifiers did better on the same test images, if that is clear.

    pair: McNemar's test of the two, from the metrics of ``compare``.
    """
    numbers = f"{percent(a['test_acc'])} against {percent(b['test_acc'])}"
    counts = (
        f"{pair['only_first']:,} images are classified correctly by {this} alone and "
        f"{pair['only_second']:,} by {other} alone (McNemar's test: p = {number(pair['p'])})"
    )
    if pair["p"] >= CHANCE:
        return (
            f"On the test split {this} and {other} do about equally well: {numbers}. {counts}, "
            "a difference that may be due to chance."
        )
    word = "better" if pair["only_first"] > pair["only_second"] else "worse"
    return f"On the test split {this} does {word} than {other}: {numbers}. {counts}."


def parameters(this: str, a: Values, other: str, b: Values) -> str:
    """How many parameters a network has beside another."""
    part = number(a["params"] / b["params"])
    return f"{this} has {a['params']:,} parameters, {part} times the {b['params']:,} of {other}."


def target(accuracy: float, asked: float) -> str:
    """Whether an accuracy is as high as the assignment asks."""
    word = "meets" if accuracy >= asked else "misses"
    return f"This {word} the {setting(100 * asked)}\u00a0% that the assignment asks for."


def dropped(values: Values) -> str:
    """How test accuracy compares with validation accuracy, and whether chance explains it."""
    valid, test = values["valid_acc"], values["test_acc"]
    low, high = wilson(test, values["n"])
    if low <= valid <= high:
        return (
            f"Validation accuracy, {percent(valid)}, lies within the interval of the test "
            "accuracy, so the two do not differ clearly."
        )
    if valid < low:
        return f"Validation accuracy, {percent(valid)}, is lower than the test accuracy's interval."
    return (
        f"Test accuracy is {points(valid - test)} below validation accuracy, which lies outside "
        "its interval. The epoch and the settings were chosen on the validation images, which "
        "makes their accuracy optimistic."
    )


def vanishing(theory: Values, depth: int) -> str:
    """Q1.6: what is left of a gradient behind ``depth`` layers of sigmoid and of tanh."""
    sigmoid, tanh = (theory[f"q1_6_gradient_left_{name}"] for name in ("sigmoid", "tanh"))
    factors = {
        name: f"{number(left)} with {name}, a factor of {number(left ** (1 / depth))} per layer"
        for name, left in (("sigmoid", sigmoid), ("tanh", tanh))
    }
    more = "Tanh keeps more of the gradient" if tanh > sigmoid else "Tanh keeps no more of it here"
    return (
        f"Measured over {depth} layers, a gradient of size 1 at the output shrinks to "
        f"{factors['sigmoid']}, and to {factors['tanh']}. {more}."
    )


def starts(study: Values) -> str:
    """Q2.1: what a scale of first weights larger or smaller than Xavier's does."""
    xavier = study["xavier"]["valid_acc"]
    sentences = []
    for name, why in (
        ("large", "saturates the sigmoids"),
        ("small", "starts with a signal near zero"),
    ):
        accuracy = study[name]["valid_acc"]
        numbers = f"validation accuracy is {percent(accuracy)} instead of {percent(xavier)}"
        if accuracy < xavier:
            sentences.append(f"Too {name} a scale {why}, and {numbers}.")
        else:
            sentences.append(f"A {name} scale does no harm here: {numbers}.")
    return " ".join(sentences)


def batches(study: Values) -> str:
    """Q2.4: whether fresh batches do better than fixed ones, beside the seeds' deviation."""
    fixed, fresh = study["fixed"], study["fresh"]
    gain = fresh["valid_acc"] - fixed["valid_acc"]
    spread = (fixed["valid_acc_sd"] ** 2 + fresh["valid_acc_sd"] ** 2) ** 0.5
    if abs(gain) <= spread:
        return (
            f"The difference in accuracy, {points(gain)}, is no larger than the standard deviation "
            "over the seeds, so on these data the choice matters little."
        )
    word = "better" if gain > 0 else "worse"
    return (
        f"Fresh batches do {word}: accuracy differs by {points(gain)}, more than the standard "
        "deviation over the seeds."
    )


def rates(runs: Mapping[str, Values], selected: str) -> str:
    """Q3.2: how a tenth of the learning rate and ten times it compare with the tuned rate.

    runs: metrics by "tenth", "tuned" and "tenfold". selected: the one that validation chose.
    """
    names = {"tenth": "a tenth of the tuned rate", "tenfold": "ten times the tuned rate"}
    reasons = {
        "tenth": "training makes less progress in the same number of epochs",
        "tenfold": "the steps overshoot",
    }
    tuned = runs["tuned"]
    sentences = [f"At the tuned rate, validation accuracy is {percent(tuned['valid_acc'])}."]
    for name, words in names.items():
        run = runs[name]
        reached = f"validation accuracy is {percent(run['valid_acc'])}"
        if run["valid_acc"] > tuned["valid_acc"]:
            sentences.append(f"At {words} it is higher: {reached}.")
        elif run["valid_acc"] == tuned["valid_acc"]:
            sentences.append(f"At {words} it is the same.")
        elif run["train_loss"] <= tuned["train_loss"]:
            sentences.append(f"At {words} the training loss is no higher, but {reached}.")
        else:
            losses = f"{number(run['train_loss'])} instead of {number(tuned['train_loss'])}"
            sentences.append(
                f"At {words}, {reasons[name]}: the training loss ends at {losses}, and {reached}."
            )
    best = names.get(selected, "the tuned rate")
    return f"{' '.join(sentences)} Of the three, {best} had the best validation accuracy."


def patterns(weights: Values) -> str:
    """Q3.3: whether training arranged the first layer's weights."""
    before, after = (weights[f"neighbour_correlation_{when}"] for when in ("before", "after"))
    numbers = (
        f"the correlation of neighbouring weights is {number(before)} before training and "
        f"{number(after)} after it"
    )
    if after - before < 0.2:
        return f"Training changed their arrangement little: {numbers}."
    return (
        f"Before training the weights are noise; after it they form smooth patterns: {numbers}. "
        "A typical unit compares two neighbouring places of the image: a bright bar beside a dark "
        "one means that ink at the first and paper at the second change the unit's value in the "
        "same direction, so it detects an edge or a stroke there. Some bars are horizontal, as in "
        "E, F and T; some are slanted, as in A and V; some are curved like the bowl of a U or an "
        "O. Two or three parallel bars distinguish strokes that lie close together from a single "
        "stroke. Each unit responds to one part of the image and has weights near zero elsewhere; "
        "no unit represents a whole letter. Near the border, where every image is paper, there is "
        "nothing to learn."
    )


def directions(pairs: Iterable[Mapping]) -> str:
    """Of each pair, whether one class is taken for the other more often than the reverse.

    It is if Wilson's interval for the share of one direction leaves out one half.
    """
    uneven, even = [], []
    for pair in pairs:
        first, second = pair["pair"].split("/")
        low, high = wilson(pair["first_as_second"] / pair["count"], pair["count"])
        if high < 0.5:
            first, second = second, first
        if low <= 0.5 <= high:
            even.append(pair["pair"])
        else:
            counts = sorted((pair["first_as_second"], pair["second_as_first"]))
            uneven.append(
                f"{first} is taken for {second} far more often than {second} for {first}: "
                f"{counts[1]} times against {counts[0]}."
            )
    if even:
        words = "the other pairs" if uneven else "these pairs"
        uneven.append(
            f"For {words}, {listed(even)}, there are too few images to tell one direction from "
            "the other."
        )
    return " ".join(uneven)


def confusions(pairs: Iterable[Mapping]) -> str:
    """Q3.4: why the pairs confused most are confused."""
    names = [pair["pair"] for pair in pairs]
    alike = [name for name in names if name in ALIKE]
    others = [name for name in names if name not in ALIKE]
    sentences = []
    if alike:
        sentences.append(
            f"The two characters of {listed(alike)} look alike in many people's handwriting; "
            "people tell them apart by the neighbouring characters."
        )
    if others:
        sentences.append(
            f"Those of {listed(others)} differ when they are written carefully; the images below "
            "show how the misread ones were written."
        )
    return " ".join(sentences) or "No two classes were confused."


def shared(these: Iterable[Mapping], others: Iterable[Mapping]) -> str:
    """Q6.1.4: which of the pairs that one classifier confuses another confuses too."""
    also = {pair["pair"] for pair in others}
    both = [pair["pair"] for pair in these if pair["pair"] in also]
    if not both:
        return "No pair of classes is in both tables."
    return f"Both confuse {listed(both)}."


def failures(cases: Sequence[Mapping]) -> str:
    """Q4.1: what each broken assumption costs, beside the same page without the fault."""
    kept = {case["assumption"]: case for case in cases if case["keeps"]}
    sentences = []
    for case in cases:
        if case["keeps"]:
            continue
        whole = kept[case["assumption"]]
        cost = case["errors"] - whole["errors"]
        verdict = f"{cost} more characters are misread" if cost > 0 else "no more are misread"
        broken = case["assumption"].rstrip(".")
        sentences.append(
            f"On the page that breaks “{broken}”, {case['found']} boxes are found for "
            f"{case['expected']} letters, and {verdict} than without the fault."
        )
    return " ".join(sentences)


def boxes(ocr: Values) -> str:
    """Q4.3: whether every letter has its box."""
    counts = f"{ocr['boxes_classical']} boxes for {ocr['boxes_expected']} letters"
    if (
        ocr["boxes_classical"] == ocr["boxes_expected"]
        and ocr["lines_with_all_boxes"] == ocr["lines"]
    ):
        return f"{counts}: every line has exactly as many boxes as characters."
    return (
        f"{counts}: {ocr['lines_with_all_boxes']} of {ocr['lines']} lines have exactly as many "
        "boxes as characters, and not all letters are found as they should be."
    )


def changed(what: str, before: float, after: float) -> str:
    """Whether a share or an error rate fell or rose: "WHAT falls from 11.0 % to 1.20 %"."""
    if before == after:
        return f"{what} stays at {percent(before)}"
    verb = "falls" if after < before else "rises"
    return f"{what} {verb} from {percent(before)} to {percent(after)}"


def hard(pages: Values) -> str:
    """Q4.4: the nuisance at middle strength that costs most."""
    worst, without = pages["middle_worst"], pages["none"]["context"]
    if worst <= without:
        return "At middle strength no nuisance increases the error here."
    return (
        f"At middle strength the worst nuisance is “{pages['worst']}”: {percent(worst)} of the "
        f"characters are misread, instead of {percent(without)} without a nuisance."
    )


def mean_misread(pages: Values, strength: str, way: str) -> float:
    """Q4.4: the mean share misread over the nuisances at one strength."""
    rates = [of[strength][way] for of in pages["nuisances"].values()]
    return sum(rates) / len(rates)


def worst_misread(pages: Values, strength: str, way: str) -> float:
    """Q4.4: the largest share misread under a nuisance at one strength."""
    return max(of[strength][way] for of in pages["nuisances"].values())


def falling(loss: Sequence[float]) -> str:
    """Q5.2: the course of a training loss, a value an epoch, as a sentence without its capital."""
    fall, tenth = loss[0] - min(loss), len(loss) // 10
    end = f"the loss ends at {number(loss[-1])}."
    if not tenth or fall <= 0:
        return f"from {number(loss[0])} in the first epoch, {end}"
    early, late = ((loss[i] - loss[i + tenth]) / fall for i in (0, -1 - tenth))
    course = f"the first tenth of the {len(loss)} epochs brings {percent(early)} of the decrease"
    if late < 0:
        return f"{course}, and in the last tenth the loss rises again; {end}"
    return f"{course} and the last tenth {percent(late)}; {end}"


def linear(psnr: Values) -> str:
    """Q5.3: the autoencoder beside PCA, whose output is the better of plain and cut to 0..1."""
    pca = max(psnr["psnr_pca32"], psnr["psnr_pca32_clipped"])
    gain = psnr["psnr"] - pca
    word = "better" if gain > 0 else "no better"
    return f"The autoencoder is {word} than PCA at its best: {signed(gain)} dB."


def reconstructed(psnr: Values) -> str:
    """Q5.3: how often the network of Q3.1 reads a reconstruction as it should, and which not."""
    read, n = psnr["read"], psnr["n"]
    shares = [f"{accuracy(read['original'], n)} of the validation images correctly"]
    shares += [f"{percent(read[key])} of the {key} autoencoder's reconstructions" for key in WAYS]
    known = [of for of in psnr["shown"] if of["original"] == of["label"]]
    wrong = {
        key: [f"{of['label']} as {of[key]}" for of in known if of[key] != of["label"]]
        for key in WAYS
    }
    said = [f"by the {key} autoencoder, {listed(of)}" for key, of in wrong.items() if of]
    sentences = [f"The network of Q3.1 reads {listed(shares)}."]
    if said:
        sentences.append(
            "Of the images shown, it reads these originals correctly but not their "
            f"reconstructions: {'; '.join(said)}."
        )
    return " ".join(sentences)


def smoothing(curve: Values, part: float, classes: int) -> str:
    """Q6: why the training loss lies above the validation loss; nothing where it does not.

    curve: losses epoch by epoch. part: of each label, shared among all classes. The lowest loss is
    then the smoothed label's entropy.
    """
    if curve["train_loss"][-1] <= curve["valid_loss"][-1]:
        return ""
    harder = "training images are randomly distorted, and validation images are not"
    if not part:
        return f"The training loss lies above the validation loss because {harder}."
    right, other = 1 - part + part / classes, part / classes
    floor = -right * log(right) - (classes - 1) * other * log(other)
    return (
        f"The training loss lies above the validation loss because {harder}, and because "
        f"training labels are smoothed: {percent(part)} of each is shared among all {classes} "
        f"classes, so no network can have a training loss below {number(floor)}."
    )


def converged(this: str, a: Values, other: str, b: Values) -> str:
    """Q6.1.2: how fast two trainings reach the best plain accuracy of the one that ends lower.

    a, b: curves, values of valid_acc epoch by epoch.
    """
    goal = min(max(a["valid_acc"]), max(b["valid_acc"]))
    first, second = (
        next(i for i, value in enumerate(c["valid_acc"], 1) if value >= goal) for c in (a, b)
    )
    word = "faster" if first < second else "more slowly" if first > second else "as fast"
    return (
        f"Counted in epochs, {this} converges {word}: it reaches a validation accuracy of "
        f"{percent(goal)} (plain images) in epoch {first}, {other} in epoch {second}."
    )


def costs(this: str, a: Sequence[Mapping], other: str, b: Sequence[Mapping]) -> str:
    """Q6.1.2: what an image costs two networks. a, b: layer tables, the last row the total."""
    first, second = (int(rows[-1]["multiply_adds"]) for rows in (a, b))
    ratio = number(first / second)
    return (
        f"For each image {this} takes {number(first)} multiply-adds, {ratio} times the "
        f"{number(second)} of {other}."
    )


def grown(curve: Values, first: int) -> str:
    """Q6.1.3: what happens when the training images grow. first: the epoch with larger ones."""
    before, after = curve["valid_acc"][first - 2], curve["valid_acc"][first - 1]
    if after <= before:
        return f"The training images grow in epoch {first}, which does not help at once."
    return (
        f"Validation accuracy jumps from {percent(before)} in epoch {first - 1} to "
        f"{percent(after)} in epoch {first}, in which the training images grow to the size of the "
        "validation images. Until then the network was measured on larger images than those that "
        "it had learned from."
    )


def spread(found: Sequence[float]) -> dict[str, float]:
    """Mean and standard deviation (of a sample) of a result with several seeds."""
    return {"mean": mean(found), "deviation": stdev(found)}
