"""Small wrong solutions: question, the mistake's name, and the function that makes it."""

from handins import RIGHT

INIT = """def initialize_weights(in_size, out_size, params, name=''):
    s = in_size + out_size
    W = {}
    b = {}
    params['W' + name], params['b' + name] = W, b"""
UNIFORM = "np.random.uniform(-np.sqrt(6 / s), np.sqrt(6 / s), (in_size, out_size))"
ZEROS = "np.zeros(out_size)"


def init(W: str = UNIFORM, b: str = ZEROS) -> str:
    return INIT.format(W, b)


def uniform(bound: str) -> str:
    return init(f"({bound}) * np.random.uniform(-1, 1, (in_size, out_size))")


def normal(deviation: str) -> str:
    return init(f"({deviation}) * np.random.randn(in_size, out_size)")


def softmax(value: str) -> str:
    return f"""def softmax(x):
    e = np.exp(x)
    s = np.exp(x - x.max(axis=1, keepdims=True))
    return {value}"""


def forward(value: str) -> str:
    return f"""def forward(X, params, name='', activation=sigmoid):
    W, b = params['W' + name], params['b' + name]
    pre = X @ W + b
    post = activation(pre)
    params['cache_' + name] = (X, pre, post)
    return {value}"""


def sigmoid(value: str) -> str:
    return f"def sigmoid(x):\n    return {value}"


def loss(loss: str = "total", acc: str = "right.mean()") -> str:
    return f"""def compute_loss_and_acc(y, probs):
    true = probs[np.arange(len(y)), y.argmax(axis=1)]
    right = y.argmax(axis=1) == probs.argmax(axis=1)
    total = -np.log(true).sum()
    return {loss}, {acc}"""


def backwards(W: str = "X.T @ d", b: str = "d.sum(axis=0)", X: str = "d @ W.T",
              d: str = "delta * activation_deriv(post)", then: str = "pass") -> str:  # fmt: skip
    return f"""def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    W = params['W' + name]
    X, pre, post = params['cache_' + name]
    d = {d}
    params['grad_W' + name] = {W}
    params['grad_b' + name] = {b}
    {then}
    return {X}"""


def batches(body: str) -> str:
    return f"""def get_random_batches(x, y, batch_size):
    n = len(x)
    order = np.random.permutation(n)
    cuts = range(0, n, batch_size)
    {body}"""


PAIRS = "return [(x[{0}], y[{0}]) for i in {1}]"

# Functions of nn.py. Those of different questions share a hand-in.
FUNCTIONS: dict[str, list[tuple[str, str]]] = {
    "2.1.2": [
        ("normal for uniform", normal("np.sqrt(2 / s)")),
        ("normal with the variance for its deviation", normal("2 / s")),
        ("normal with the bound for its deviation", normal("np.sqrt(6 / s)")),
        ("a normal distribution by the inputs alone", normal("np.sqrt(2 / in_size)")),
        ("a standard normal distribution", normal("1")),
        ("a normal distribution", normal("0.37")),
        ("Xavier's deviation as the bound", uniform("np.sqrt(2 / s)")),
        ("Xavier's variance as the bound", uniform("2 / s")),
        ("the bound without its root", uniform("6 / s")),
        ("the root of the numerator alone", uniform("np.sqrt(6) / s")),
        ("the root of the denominator alone", uniform("6 / np.sqrt(s)")),
        ("the bound of the inputs alone", uniform("np.sqrt(6 / in_size)")),
        ("the bound of the outputs alone", uniform("np.sqrt(6 / out_size)")),
        ("1 / sqrt(in) as the bound", uniform("1 / np.sqrt(in_size)")),
        ("3 for 6 in the bound", uniform("np.sqrt(3 / s)")),
        ("sqrt(3 / in) as the bound", uniform("np.sqrt(3 / in_size)")),
        ("sqrt(6 / (in * out)) as the bound", uniform("np.sqrt(6 / (in_size * out_size))")),
        ("uniform between 0 and 1", init("np.random.rand(in_size, out_size)")),
        ("uniform between -1 and 1", uniform("1")),
        ("uniform from zero up", init("np.sqrt(6 / s) * np.random.rand(in_size, out_size)")),
        ("weights of zero", init("np.zeros((in_size, out_size))")),
        ("all weights alike", init("np.full((in_size, out_size), 0.02)")),
        ("the weights transposed at the start", init(UNIFORM + ".T")),
        ("the bias as a column", init(b="np.zeros((out_size, 1))")),
        ("the bias as a matrix of one row", init(b="np.zeros((1, out_size))")),
        ("a bias for each input", init(b="np.zeros(in_size)")),
        ("biases of one", init(b="np.ones(out_size)")),
        ("random biases", init(b="np.random.rand(out_size)")),
        ("the layer's name left out", init().replace(" + name", "")),
        ("weights returned, not stored", init().replace(
            "params['W' + name], params['b' + name] = W, b", "return W, b")),
        ("the biases not stored", init().replace(
            "params['W' + name], params['b' + name] = W, b", "params['W' + name] = W")),
    ],
    "2.2.1": [
        ("sigmoid overflows", sigmoid("np.exp(x) / (1 + np.exp(x))")),
        ("sigmoid with the sign of x turned", sigmoid("1 / (1 + np.exp(x))")),
        ("sigmoid without the 1 in the denominator", sigmoid("1 / np.exp(-x)")),
        ("sigmoid's derivative for sigmoid", sigmoid("np.exp(-abs(x)) / (1 + np.exp(-abs(x)))**2")),
        ("tanh for sigmoid", sigmoid("np.tanh(x)")),
        ("ReLU for sigmoid", sigmoid("np.maximum(0, x)")),
        ("sigmoid with -1 in the denominator", sigmoid("1 / (np.exp(-x) - 1)")),
        ("sigmoid rounded to 0 and 1", sigmoid("np.where(x > 0, 1.0, 0.0)")),
        ("the bias forgotten", forward("activation(X @ W)")),
        ("the bias subtracted", forward("activation(X @ W - b)")),
        ("the bias added after the activation", forward("activation(X @ W) + b")),
        ("the bias added twice", forward("activation(pre + b)")),
        ("the biases summed to one number", forward("activation(X @ W + b.sum())")),
        ("the activation forgotten", forward("pre")),
        ("sigmoid whatever the activation", forward("sigmoid(pre)")),
        ("the activation applied twice", forward("activation(post)")),
        ("the output transposed", forward("post.T")),
        ("the activation applied to the input", forward("activation(X) @ W + b")),
    ],
    "2.2.2": [
        ("softmax with exp(x) and exp(-max) apart", """def softmax(x):
    e = np.exp(x) * np.exp(-x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)"""),
        ("softmax without the shift", softmax("e / e.sum(axis=1, keepdims=True)")),
        ("softmax shifted by the maximum of the whole matrix", """def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=1)[:, None]"""),
        ("softmax shifted by each column's maximum", """def softmax(x):
    e = np.exp(x - np.max(x, axis=0))
    return e / np.sum(e, axis=1)[:, None]"""),
        ("softmax shifted by the mean", """def softmax(x):
    e = np.exp(x - np.mean(x, axis=1)[:, None])
    return e / np.sum(e, axis=1)[:, None]"""),
        ("softmax shifted by the minimum", """def softmax(x):
    e = np.exp(x - np.min(x, axis=1)[:, None])
    return e / np.sum(e, axis=1)[:, None]"""),
        ("softmax with the maximum added", """def softmax(x):
    e = np.exp(x + np.max(x, axis=1)[:, None])
    return e / np.sum(e, axis=1)[:, None]"""),
        ("softmax along the wrong axis", "def softmax(x):\n    e = np.exp(x - x.max(axis=0))\n"
         "    return e / e.sum(axis=0)"),
        ("softmax over the whole matrix", softmax("s / s.sum()")),
        ("softmax divides columns by the sums of rows", softmax("s / s.sum(axis=1)")),
        ("softmax shifted in the numerator alone", softmax("s / e.sum(axis=1, keepdims=True)")),
        ("softmax not divided by the sum", softmax("s")),
        ("softmax divided by the largest", softmax("e / e.max(axis=1, keepdims=True)")),
        ("log of the softmax", softmax("np.log(s / s.sum(axis=1, keepdims=True))")),
        ("sigmoid for softmax", softmax("1 / (1 + np.exp(-x))")),
        ("softmax without exp", softmax("x / x.sum(axis=1, keepdims=True)")),
        ("softmax of -x", "def softmax(x):\n    e = np.exp(-x + x.min(axis=1, keepdims=True))\n"
         "    return e / e.sum(axis=1, keepdims=True)"),
        ("softmax as a hard choice", softmax("np.eye(x.shape[1])[x.argmax(axis=1)]")),
    ],
    "2.2.3": [
        ("the mean for the sum", loss("total / len(y)")),
        ("the mean over all numbers for the sum", loss("-(y * np.log(probs)).mean()")),
        ("the loss without its minus", loss("-total")),
        ("the mean for the sum, and no minus", loss("-total / len(y)")),
        ("log to the base 10", loss("-np.log10(true).sum()")),
        ("log to the base 2", loss("-np.log2(true).sum()")),
        ("logs of all classes summed", loss("-np.log(probs).sum()")),
        ("binary cross-entropy", loss("-(y * np.log(probs) + (1 - y) * np.log(1 - probs)).sum()")),
        ("the squared error for the cross-entropy", loss("((y - probs)**2).sum()")),
        ("the log forgotten", loss("-true.sum()")),
        ("the log forgotten, and the minus", loss("true.sum()")),
        ("the log of the summed probabilities", loss("-np.log(true.sum())")),
        ("y and the probabilities exchanged", loss("-(probs * np.log(y)).sum()")),
        ("the log of the largest probability", loss("-np.log(probs.max(axis=1)).sum()")),
        ("the loss of each example, not summed", loss("-np.log(true)")),
        ("loss and accuracy exchanged", loss("right.mean()", "total")),
        ("the entropy of the probabilities", loss("-(probs * np.log(probs)).sum()")),
        ("the accuracy as a count", loss(acc="right.sum()")),
        ("the accuracy in percent", loss(acc="100 * right.mean()")),
        ("the error for the accuracy", loss(acc="1 - right.mean()")),
        ("the accuracy by argmax along the wrong axis",
         loss(acc="(y.argmax(axis=0) == probs.argmax(axis=0)).mean()")),
        ("the accuracy divided by the number of classes", loss(acc="right.sum() / y.shape[1]")),
        ("the accuracy divided by all numbers", loss(acc="right.sum() / y.size")),
        ("the accuracy as the mean probability", loss(acc="true.mean()")),
        ("the accuracy over all numbers", loss(acc="(np.round(probs) == y).mean()")),
    ],
    "2.3": [
        ("the activation's derivative forgotten", backwards(d="delta")),
        ("the activation's derivative of the pre-activation",
         backwards(d="delta * activation_deriv(pre)")),
        ("the activation's derivative applied twice",
         backwards(d="delta * activation_deriv(post)**2")),
        ("sigmoid's derivative whatever the activation", backwards(d="delta * sigmoid_deriv(post)")),
        ("sigmoid's derivative of sigmoid applied twice",
         "def sigmoid_deriv(x):\n    s = 1 / (1 + np.exp(-x))\n    return s * (1 - s)\n\n\n" + backwards()),
        ("the activation's value for its derivative", backwards(d="delta * post")),
        ("the activation's derivative of delta", backwards(d="activation_deriv(delta)")),
        ("the derivative added to delta", backwards(d="delta + activation_deriv(post)")),
        ("the gradient with its sign turned", backwards(d="-delta * activation_deriv(post)")),
        ("gradients averaged over the examples",
         backwards(d="delta * activation_deriv(post) / len(X)")),
        ("gradients averaged over the examples", backwards(W="X.T @ d / X.shape[0]")),
        ("gradients averaged over the examples", backwards(b="d.mean(axis=0)")),
        ("gradients doubled", backwards(W="2 * X.T @ d")),
        ("the activation's derivative forgotten", backwards(b="delta.sum(axis=0)")),
        ("the activation's derivative forgotten", backwards(X="delta @ W.T")),
        ("grad_W transposed", backwards(W="d.T @ X")),
        ("grad_W of the layer's output", backwards(W="post.T @ d")),
        ("grad_W of the first example alone", backwards(W="np.outer(X[0], d[0])")),
        ("grad_W of the summed input", backwards(W="np.outer(X.sum(axis=0), d.sum(axis=0))")),
        ("grad_W left at zero", backwards(W="np.zeros_like(W)")),
        ("grad_b not summed", backwards(b="d")),
        ("grad_b summed over the units", backwards(b="d.sum(axis=1)")),
        ("grad_b summed to one number", backwards(b="d.sum()")),
        ("grad_b as a matrix of one row", backwards(b="np.ones((1, len(d))) @ d")),
        ("grad_b as a column", backwards(b="d.T @ np.ones((len(d), 1))")),
        ("grad_b of the first example alone", backwards(b="d[0]")),
        ("grad_b left at zero", backwards(b="np.zeros(W.shape[1])")),
        ("grad_b left at one", backwards(b="np.ones(W.shape[1])")),
        ("grad_b multiplied with b", backwards(b="d.sum(axis=0) * params['b' + name]")),
        ("the gradient with respect to X transposed", backwards(X="W @ d.T")),
        ("the weights not transposed", backwards(X="d @ W if W.shape[0] == W.shape[1] else d @ W.T")),
        ("the layer's delta returned", backwards(X="d")),
        ("delta returned as it came", backwards(X="delta")),
        ("grad_W returned", backwards(X="params['grad_W' + name]")),
        ("the gradient times X", backwards(X="(d @ W.T) * X")),
        ("the activation's derivative at the input too", backwards(X="(d @ W.T) * activation_deriv(X)")),
        ("a step taken in backwards",
         backwards(then="params['W' + name] = W - 0.1 * params['grad_W' + name]")),
    ],
    "2.4": [
        ("more than the batches returned", """def get_random_batches(x, y, batch_size):
    order = np.random.permutation(len(x))
    cuts = range(0, len(x), batch_size)
    return [(x[order[i:i + batch_size]], y[order[i:i + batch_size]]) for i in cuts], order"""),
        ("not shuffled", batches(PAIRS.format("i:i + batch_size", "cuts"))),
        ("x and y shuffled apart", batches(
            "x, y = x[order], y[np.random.permutation(n)]; "
            + PAIRS.format("i:i + batch_size", "cuts"))),
        ("x and y shuffled apart", batches(
            "x = x[order]; " + PAIRS.format("i:i + batch_size", "cuts"))),
        ("the last batch dropped",
         batches(PAIRS.format("order[i:i + batch_size]", "range(0, n - n % batch_size, batch_size)"))),
        ("the last batch filled up", batches(
            "order = np.concatenate([order, order[:-n % batch_size]]); "
            + PAIRS.format("order[i:i + batch_size]", "cuts"))),
        ("examples drawn with replacement",
         batches(PAIRS.format("np.random.choice(n, batch_size)", "cuts").replace(
             "[(x[np.random.choice(n, batch_size)], y[np.random.choice(n, batch_size)]) for",
             "[(x[j], y[j]) for").replace("for i in cuts",
             "for j in [np.random.choice(n, min(batch_size, n - i)) for i in cuts]"))),
        ("each batch drawn anew from all examples", batches(
            "return [(x[j], y[j]) for j in "
            "[np.random.choice(n, batch_size, replace=False) for i in cuts]]")),
        ("overlapping batches", batches(PAIRS.format("order[i:i + batch_size]", "range(n)"))),
        ("one array for all batches", batches(
            "bx = np.zeros((batch_size, 3)); by = np.zeros((batch_size, 2)); all = []\n"
            "    for i in range(0, n - batch_size + 1, batch_size):\n"
            "        bx[:], by[:] = x[order[i:i + batch_size]], y[order[i:i + batch_size]]\n"
            "        all.append((bx, by))\n"
            "    return all")),
        ("one batch alone", batches("return [(x[order[:batch_size]], y[order[:batch_size]])]")),
        ("one example for each batch",
         batches(PAIRS.format("order[i:i + 1]", "cuts"))),
        ("the batch size taken for the number of batches",
         batches("return [(x[j], y[j]) for j in np.array_split(order, batch_size)]")),
        ("batches of another size",
         batches(PAIRS.format("order[i:i + 2 * batch_size]", "range(0, n, 2 * batch_size)"))),
        ("lists of x and of y for pairs", batches(
            "return ([x[order[i:i + batch_size]] for i in cuts], "
            "[y[order[i:i + batch_size]] for i in cuts])")),
        ("x and y exchanged", batches(
            "return [(y[order[i:i + batch_size]], x[order[i:i + batch_size]]) for i in cuts]")),
        ("shuffled within batches or batches alone", batches(
            "cuts = np.random.permutation(list(cuts)); " + PAIRS.format("i:i + batch_size", "cuts"))),
        ("the given arrays shuffled", batches(
            "x[:], y[:] = x[order], y[order]; " + PAIRS.format("i:i + batch_size", "cuts"))),
    ],
}  # fmt: skip

# Of util.py: they count in 5.1.1.
RELU: list[tuple[str, str]] = [
    ("ReLU's derivative at negative values", "def relu_deriv(x):\n    return np.sign(x)"),
    ("ReLU's derivative at negative values", "def relu_deriv(x):\n    return np.ones_like(x)"),
    ("ReLU's value for its derivative", "def relu_deriv(x):\n    return np.maximum(x, 0)"),
    ("a leaky ReLU", "def relu(x):\n    return np.where(x > 0, x, 0.01 * x)"),
]

# Of run_q2.py: question, the mistake's name, and the texts to replace.
STEP = '            params[name] -= learning_rate * params["grad_" + name]'
NUMERIC = "(up - down) / (2 * eps)"
TRAINING = RIGHT["run_q2.py"][
    RIGHT["run_q2.py"].index("batches = ") : RIGHT["run_q2.py"].index("# Q 2.5")
]
CHECK = RIGHT["run_q2.py"][RIGHT["run_q2.py"].index("# Q 2.5") :]
# The check before the training, which leaves other gradients; errors are printed for each array.
CHECK_FIRST = [
    (CHECK, ""), ("# Q 2.4\n", CHECK + "\n# Q 2.4\n"),
    ("        total_error += err.sum()\n",
     "        print('{} {:.2e}'.format(k, err.sum()))\n        total_error += err.sum()\n"),
]  # fmt: skip
RUN_Q2: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("2.4", "nothing learned", [(STEP, "            copy.deepcopy(params)[name] -= learning_rate")]),
    ("2.4", "the gradient added", [(STEP, STEP.replace("-=", "+="))]),
    ("2.4", "delta with its sign turned", [("delta1 = probs - yb", "delta1 = yb - probs")]),
    ("2.4", "biases not trained", [('["Wlayer1", "blayer1", "Woutput", "boutput"]', '["Wlayer1", "Woutput"]')]),
    ("2.4", "a layer not trained", [('["Wlayer1", "blayer1", "Woutput", "boutput"]', '["Woutput", "boutput"]')]),
    ("2.4", "delta with its sign turned", [  # in a training that comes after the check
        (TRAINING, ""),
        ('print("total {:.2e}".format(total_error))',
         "print(total_error)\n" + TRAINING.replace("delta1 = probs - yb", "delta1 = yb - probs"))]),
    ("2.4", "the learning rate applied twice", [(STEP, STEP + " * learning_rate")]),
    ("2.4", "the learning rate forgotten", [(STEP, STEP.replace("learning_rate * ", ""))]),
    ("2.4", "sigmoid's derivative behind softmax", [
        ('delta1 = probs - yb\n        delta2 = backwards(delta1, params, "output", linear_deriv)',
         'delta1 = probs - yb\n        delta2 = backwards(delta1, params, "output", sigmoid_deriv)')]),
    ("2.4", "the hidden layer's derivative left out", [
        ('backwards(delta2, params, "layer1", sigmoid_deriv)\n        for',
         'backwards(delta2, params, "layer1", linear_deriv)\n        for')]),
    ("2.5", "weights not restored", [("        v[index] = old\n", "        v[index] = old + eps\n")]),
    ("2.5", "one-sided differences", [
        ("v[index] = old - eps", "v[index] = old"), (NUMERIC, "(up - down) / eps")]),
    ("2.5", "divided by eps", [(NUMERIC, "(up - down) / eps")]),
    ("2.5", "divided by eps", [  # with a copy of the weights, one of them moved, left behind
        (NUMERIC, "(up - down) / eps"),
        ("total_error = 0\n", "moved = copy.deepcopy(params)\nmoved['boutput'][0] += eps\ntotal_error = 0\n")]),
    ("2.5", "weights left out of the check", [('    if "_" in k:', '    if "_" in k or "output" in k:')]),
    ("2.5", "one number for a whole gradient", [('params["grad_" + k][index] =', 'params["grad_" + k] =')]),
    ("2.5", "multiplied by eps", [(NUMERIC, "(up - down) / 2 * eps")]),
    ("2.5", "not divided by 2 eps", [(NUMERIC, "(up - down)")]),
    ("2.5", "differences with their sign turned", [(NUMERIC, "(down - up) / (2 * eps)")]),
    ("2.5", "the mean loss in the check", [(NUMERIC, "(up - down) / (2 * eps) / len(x)")]),
    ("2.5", "a copy moved in place of the weight", [
        ("v[index] = old + eps", "moved = old + eps"), ("v[index] = old - eps", "moved = old - eps")]),
    ("2.5", "biases left out of the check", [
        *CHECK_FIRST, ('    if "_" in k:', '    if "_" in k or k[0] == "b":')]),
    ("2.5", "biases left out of the check", [('    if "_" in k:', '    if "_" in k or k[0] == "b":')]),
]  # fmt: skip

# Of run_q5.py: the mistakes that one hand-in makes, by question, and the texts to replace.
ADD = '            params[k] += params["m_" + k]'
NEW = 'params["m_" + k] = 0.9 * params["m_" + k] - learning_rate * params["grad_" + k]'
PSNR = "np.mean([peak_signal_noise_ratio(a, b) for a, b in zip(valid_x, out)])"
MSE = "np.mean((valid_x - out) ** 2, axis=1)"
RUN_Q5: list[tuple[dict[str, str], list[tuple[str, str]]]] = [
    ({"5.1.1": "delta of x - output", "5.1.2": "the rate applied twice",
      "5.3.2": "PSNR over a summed image"},
     [("backwards(2 * (out - xb)", "backwards(2 * (xb - out)"), (ADD, ADD.replace("+= ", "+= learning_rate * ")),
      (PSNR, "np.mean(-10 * np.log10(np.sum((valid_x - out) ** 2, axis=1)))")]),
    ({"5.1.1": "another loss than the squared error", "5.1.2": "no momentum",
      "5.3.2": "PSNR with a peak of 255"},
     [("backwards(2 * (out - xb)", "backwards((out - xb) / (out * (1 - out))"), (NEW, NEW.replace("0.9 * ", "0 * ")),
      (PSNR, f"np.mean(20 * np.log10(255) - 10 * np.log10({MSE}))")]),
    ({"5.1.1": "no sigmoid at the output", "5.1.2": "the momentum subtracted",
      "5.3.2": "the mean squared error for PSNR"},
     [('"output", sigmoid)', '"output", relu)'), (ADD, ADD.replace("+=", "-=")),
      (PSNR, "np.mean((valid_x - out) ** 2)")]),
    ({"5.1.1": "sigmoid in the inner layers", "5.1.2": "a mean for the momentum",
      "5.3.2": "PSNR by the natural log"},
     [('"layer2", relu)', '"layer2", sigmoid)'), (NEW, NEW.replace("- learn", "- 0.1 * learn")),
      (PSNR, f"np.mean(-10 * np.log({MSE}))")]),
    ({"5.1.1": "layers of another size", "5.1.2": "another momentum",
      "5.3.2": "10 log10 of the root of the error"},
     [("hidden_size = 32", "hidden_size = 16"), (NEW, NEW.replace("0.9", "0.5")),
      (PSNR, f"np.mean(-10 * np.log10(np.sqrt({MSE})))")]),
    ({"5.1.1": "another derivative than the activation's",
      "5.1.2": "the step taken before the momentum is renewed", "5.3.2": "20 log10 of the squared error"},
     [('"layer2", relu_deriv)', '"layer2", sigmoid_deriv)'),
      ("            " + NEW + "\n" + ADD, ADD + "\n            " + NEW),
      (PSNR, f"np.mean(-20 * np.log10({MSE}))")]),
    ({"5.1.1": "the output's derivative left out", "5.1.2": "momentum for some arrays alone",
      "5.3.2": "PSNR with its sign turned"},
     [('"output", sigmoid_deriv)', '"output", linear_deriv)'),
      (NEW, NEW.replace("0.9 *", "(0.0 if k == 'boutput' else 0.9) *")),
      (PSNR, f"np.mean(10 * np.log10({MSE}))")]),
    ({"5.1.1": "another number of layers", "5.1.2": "nothing learned",
      "5.3.2": "PSNRs summed, not averaged"},
     [("    h3 = forward(h2, params, \"layer3\", relu)\n", "    h3 = h2\n"),
      ('        delta = backwards(delta, params, "layer3", relu_deriv)\n', ""),
      ('initialize_weights(hidden_size, hidden_size, params, "layer3")\n', ""),
      (ADD, '            params[k] + params["m_" + k]'), (PSNR, PSNR.replace("mean", "sum"))]),
    ({"5.1.1": "a gradient that is not passed on", "5.1.2": "momentum that is not added"},
     [('delta = backwards(delta, params, "layer2", relu_deriv)',
       'other = backwards(delta, params, "layer2", relu_deriv)'),
      (ADD, ADD.replace("params[k] +=", "params[k] += 0 if k == 'boutput' else"))]),
    ({"5.3.2": "PSNR of one image"}, [(PSNR, "peak_signal_noise_ratio(valid_x[0], out[0])")]),
    ({"5.3.2": "PSNR of the training images"}, [
        ("out = run(valid_x)\n", "out = run(train_x)\n"), (PSNR, PSNR.replace("valid_x", "train_x"))]),
    ({"5.3.2": "PSNR with a peak of 2"}, [(PSNR, PSNR.replace("(a, b)", "(a, b, data_range=2)"))]),
]  # fmt: skip

# Of q4.py: what becomes of right boxes and a right binary image.
LETTERS: list[tuple[str, str]] = [
    ("boxes as x1, y1, x2, y2", "b[:, [1, 0, 3, 2]], bw"),
    ("boxes as y, x, height, width", "np.c_[b[:, :2], b[:, 2:] - b[:, :2]], bw"),
    ("boxes as x, y, width, height", "np.c_[b[:, [1, 0]], b[:, [3, 2]] - b[:, [1, 0]]], bw"),
    ("boxes as y, x of centres, height, width", "np.c_[(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], bw"),
    ("boxes as x, y of centres, width, height",
     "np.c_[(b[:, :2] + b[:, 2:])[:, ::-1] / 2, (b[:, 2:] - b[:, :2])[:, ::-1]], bw"),
    ("boxes as y1, y2, x1, x2", "b[:, [0, 2, 1, 3]], bw"),
    ("boxes as x1, x2, y1, y2", "b[:, [1, 3, 0, 2]], bw"),
    ("boxes with the lower right corner first", "b[:, [2, 3, 0, 1]], bw"),
    ("boxes as fractions of the page", "b / [*image.shape[:2], *image.shape[:2]], bw"),
    ("boxes on a page of half the size", "b // 2, bw"),
    ("boxes on a page of a quarter of the size", "b / 4, bw"),
    ("boxes with y counted from below", "np.c_[len(image) - b[:, 2], b[:, 1], len(image) - b[:, 0], b[:, 3]], bw"),
    ("one box around the page", "[[0, 0, *image.shape[:2]]], bw"),
    ("specks boxed", "np.r_[b, np.c_[b[:, :2], b[:, :2] + 3]], bw"),
    ("boxes inside others", "np.r_[b, (b + np.array([8, 8, -8, -8]))], bw"),
    ("letters left out", "b[::2], bw"),
    ("boxes too wide", "b + [-40, -40, 40, 40], bw"),
    ("letters joined to words", "[[r[:, 0].min(), r[:, 1].min(), r[:, 2].max(), r[:, 3].max()] "
     "for r in (b[i:i + 7] for i in (0, 7, 14))], bw"),
    ("no letters found", "[], bw"),
    ("boxes and image exchanged", "bw, b"),
    ("the binary image missing", "b"),
    ("white on black", "b, 1 - bw"),
    ("the binary image in 0..255", "b, 255 * bw"),
    ("a grey image for the binary one", "b, image.mean(axis=2)"),
    ("an empty binary image", "b, np.ones(image.shape[:2])"),
]  # fmt: skip
