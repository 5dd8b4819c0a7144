"""The sentences of the page that judge, chosen by the numbers: with other numbers they stay true.

Each function takes values of the metrics files and returns one sentence or more of plain text.
"""

from collections.abc import Iterable, Mapping, Sequence

CLEAR = 2.0  # standard errors by which accuracies differ before one is called better
SAME = 0.02  # share of the frames: a remedy that changes accuracy by less makes no difference here
# Pairs whose shapes are the same in many hands.
ALIKE = frozenset({"B/8", "D/0", "G/6", "I/1", "O/0", "Q/0", "S/5", "Z/2"})

Values = Mapping  # of a metrics file


def listed(words: Sequence[str]) -> str:
    """Words as English lists them: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def differs(a: float, a_n: int, b: float, b_n: int) -> bool:
    """Whether accuracies a and b, of a_n and b_n images, lie more than CLEAR errors apart.

    The standard error of a difference of two binomial shares: sqrt(a(1-a)/a_n + b(1-b)/b_n).
    """
    error = (a * (1 - a) / a_n + b * (1 - b) / b_n) ** 0.5
    return abs(a - b) > CLEAR * error


def compared(this: str, a: Values, other: str, b: Values) -> str:
    """Which of two classifiers did better on the test split, if that is clear."""
    numbers = f"{a['test_acc']:.3f} against {b['test_acc']:.3f}"
    if not differs(a["test_acc"], a["n"], b["test_acc"], b["n"]):
        return (
            f"On the test split {this} and {other} do about equally well: {numbers}, "
            f"which {a['n']:,} images cannot tell apart."
        )
    word = "better" if a["test_acc"] > b["test_acc"] else "worse"
    return f"On the test split {this} does {word} than {other}: {numbers}."


def parameters(this: str, a: Values, other: str, b: Values) -> str:
    """How many parameters a network has beside another."""
    part = a["params"] / b["params"]
    return (
        f"{this} has {a['params']:,} parameters, {part:.2g} times the {b['params']:,} of {other}."
    )


def target(accuracy: float, asked: float) -> str:
    """Whether an accuracy is as high as the assignment asks."""
    word = "meets" if accuracy >= asked else "misses"
    return f"This {word} the {asked:.0%} that the assignment asks for."


def vanishing(theory: Values, depth: int) -> str:
    """Q1.6: what is left of a gradient behind ``depth`` layers of sigmoid and of tanh."""
    sigmoid, tanh = (theory[f"q1_6_gradient_left_{name}"] for name in ("sigmoid", "tanh"))
    factors = {
        name: f"{left:.1e} is left, a factor of {left ** (1 / depth):.2g} a layer"
        for name, left in (("sigmoid", sigmoid), ("tanh", tanh))
    }
    more = "tanh keeps more of the gradient" if tanh > sigmoid else "tanh keeps no more of it here"
    return (
        f"Of a gradient of 1 at the output of {depth} layers with sigmoid, {factors['sigmoid']}; "
        f"with tanh, {factors['tanh']}: {more}."
    )


def starts(study: Values) -> str:
    """Q2.1: what a scale of first weights larger or smaller than Xavier's does."""
    xavier = study["xavier"]["valid_acc"]
    sentences = []
    for name, why in (
        ("large", "saturated sigmoids pass little gradient on"),
        ("small", "the signal starts near zero"),
    ):
        accuracy = study[name]["valid_acc"]
        worse = accuracy < xavier
        effect = f"lowers validation accuracy ({why})" if worse else "does no harm here"
        numbers = f"{accuracy:.3f} against {xavier:.3f}"
        sentences.append(f"A {name} scale {effect}: {numbers}.")
    return " ".join(sentences)


def batches(study: Values) -> str:
    """Q2.4: whether fresh batches do better than fixed ones, beside the seeds' deviation."""
    fixed, fresh = study["fixed"], study["fresh"]
    gain = fresh["valid_acc"] - fixed["valid_acc"]
    spread = (fixed["valid_acc_sd"] ** 2 + fresh["valid_acc_sd"] ** 2) ** 0.5
    if abs(gain) <= spread:
        return (
            f"The difference in accuracy, {gain:+.3f}, is within the deviation over the seeds: "
            "on these data it matters little."
        )
    word = "better" if gain > 0 else "worse"
    return (
        f"Fresh batches do {word}: {gain:+.3f} in accuracy, more than the deviation over the seeds."
    )


def rates(runs: Mapping[str, Values], selected: str) -> str:
    """Q3.2: how a tenth of the learning rate and ten times it compare with the tuned rate.

    runs: metrics by "tenth", "tuned" and "tenfold". selected: the one that validation chose.
    """
    names = {"tenth": "a tenth of it", "tuned": "the tuned rate", "tenfold": "ten times it"}
    tuned = runs["tuned"]
    sentences = []
    for name in ("tenth", "tenfold"):
        run = runs[name]
        gain = run["valid_acc"] - tuned["valid_acc"]
        if gain > 0:
            sentences.append(f"With {names[name]}, validation accuracy is {gain:.3f} higher.")
        elif gain == 0:
            sentences.append(f"With {names[name]}, validation accuracy is the same.")
        elif run["train_loss"] <= tuned["train_loss"]:
            why = "although the training loss is no higher"
            sentences.append(f"With {names[name]}, it is {-gain:.3f} lower, {why}.")
        elif name == "tenth":
            why = "training makes less progress in the same number of epochs"
            sentences.append(f"With {names[name]}, it is {-gain:.3f} lower: {why}.")
        else:
            why = "steps that long overshoot, and the training loss stays higher"
            sentences.append(f"With {names[name]}, it is {-gain:.3f} lower: {why}.")
    words = {"tenth": "a tenth of the tuned rate", "tenfold": "ten times the tuned rate"}
    best = words.get(selected, "the tuned rate")
    return (
        f"The tuned rate reaches {tuned['valid_acc']:.3f} on validation. {' '.join(sentences)} "
        f"Of the three, {best} had the best validation accuracy."
    )


def patterns(weights: Values) -> str:
    """Q3.3: whether training arranged the first layer's weights."""
    before, after = (weights[f"neighbour_correlation_{when}"] for when in ("before", "after"))
    numbers = f"neighbouring weights correlate {before:.2f} before training and {after:.2f} after"
    if after - before < 0.2:
        return f"Training changed their arrangement little: {numbers}."
    return (
        f"They begin as noise and become smooth patterns: {numbers}. A unit has learned strokes "
        "and curves at certain places, and the empty paper beside them."
    )


def confusions(pairs: Iterable[Mapping]) -> str:
    """Q3.4: why the pairs confused most are confused."""
    names = [pair["pair"] for pair in pairs]
    alike = [" and ".join(name.split("/")) for name in names if name in ALIKE]
    others = [" and ".join(name.split("/")) for name in names if name not in ALIKE]
    sentences = []
    if alike:
        sentences.append(
            f"{'; '.join(alike)}: many hands write the two alike, and a person tells them apart "
            "by their neighbours in a word."
        )
    if others:
        sentences.append(
            f"{'; '.join(others)}: written with care they differ, so the images below are to show "
            "what the hands that were misread have in common."
        )
    return " ".join(sentences) or "No two classes were confused."


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
    """Whether a share or an error rate fell or rose: "WHAT falls from 0.110 to 0.012"."""
    if before == after:
        return f"{what} stays at {before:.3f}"
    return f"{what} {'falls' if after < before else 'rises'} from {before:.3f} to {after:.3f}"


def hard(pages: Values) -> str:
    """Q4.4: the nuisance at middle strength that costs most."""
    worst, without = pages["middle_worst"], pages["none"]["context"]
    if worst <= without:
        return "At middle strength no nuisance costs anything here."
    return (
        f"At middle strength the worst is “{pages['worst']}”: {worst:.3f}, "
        f"against {without:.3f} without a nuisance."
    )


def falling(loss: Sequence[float]) -> str:
    """Q5.2: the course of a training loss, a value an epoch, as a sentence without its capital."""
    fall, tenth = loss[0] - min(loss), len(loss) // 10
    end = f"the loss ends at {loss[-1]:.1f}."
    if not tenth or fall <= 0:
        return f"from {loss[0]:.1f} in the first epoch, {end}"
    early, late = ((loss[i] - loss[i + tenth]) / fall for i in (0, -1 - tenth))
    course = f"the first tenth of {len(loss)} epochs brings {early:.0%} of the whole fall"
    if late < 0:
        return f"{course}, and in the last tenth the loss rises again; {end}"
    return f"{course}, the last tenth {late:.1%}; {end}"


def linear(psnr: Values) -> str:
    """Q5.3: the autoencoder beside PCA, whose output is the better of plain and cut to 0..1."""
    pca = max(psnr["psnr_pca32"], psnr["psnr_pca32_clipped"])
    gain = psnr["psnr"] - pca
    word = "better" if gain > 0 else "no better"
    return f"The autoencoder is {word} than PCA at its best, by {gain:+.2f} dB."


def remedies(found: Mapping[str, Values], combined: str = "robust") -> str:
    """Q6.3: which remedies raise top-1 accuracy over ``plain``, each alone and all together."""
    plain = found["plain"]["top1"]
    alone = {n: r["top1"] - plain for n, r in found.items() if n not in ("plain", combined)}
    groups = (
        ("raises top-1", {n for n, gain in alone.items() if gain >= SAME}),
        ("lowers it", {n for n, gain in alone.items() if gain <= -SAME}),
        ("changes it by less than " + f"{SAME:.2f}", {n for n in alone if abs(alone[n]) < SAME}),
    )
    sentences = []
    for verb, names in groups:
        if names:
            by_gain = sorted(names, key=lambda n: (-abs(alone[n]), n))
            numbers = listed([f"{n} ({alone[n]:+.3f})" for n in by_gain])
            sentences.append(f"Alone, what {verb}: {numbers}.")
    if alone:
        best = max(alone, key=lambda n: alone[n])
        gain = found[combined]["top1"] - plain
        if gain < SAME:
            end = f"Together they do not help: {gain:+.3f}."
        elif found[combined]["top1"] > found[best]["top1"]:
            end = f"Together they do better than any alone: {gain:+.3f}."
        else:
            end = f"Together they give {gain:+.3f}, no more than “{best}” alone."
        sentences.append(end)
    return " ".join(sentences)
