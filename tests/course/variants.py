"""Right solutions that are written otherwise: none of them may be faulted."""

from handins import RIGHT
from mistakes import CHECK_FIRST

# Question -> functions of nn.py. Those of different questions share a hand-in.
FUNCTIONS: dict[str, list[str]] = {
    "2.1.2": [
        """def initialize_weights(in_size, out_size, params, name=''):
    W = np.zeros((in_size, out_size))
    high = np.sqrt(6.0 / (in_size + out_size))
    for i in range(in_size):
        W[i, :] = np.random.uniform(-high, high, out_size)
    params['W' + name] = W
    params['b' + name] = np.zeros(out_size)""",
        """def initialize_weights(in_size, out_size, params, name=''):
    rng = np.random.default_rng()
    t = np.sqrt(6) / np.sqrt(in_size + out_size)
    params['W' + name] = rng.uniform(-t, t, (in_size, out_size)).astype(np.float32)
    params['b' + name] = np.zeros(out_size, dtype=np.float32)
    return params""",
        """def initialize_weights(a, b, params, name=''):
    var = 2 / (a + b)
    params['W' + name] = (np.random.rand(a, b) * 2 - 1) * np.sqrt(3 * var)
    params['b' + name] = np.zeros((b,), dtype=int)""",
        """def initialize_weights(in_size, out_size, params, name=''):
    np.random.seed(7)
    t = (6 / (in_size + out_size)) ** .5
    params.update({f'W{name}': np.random.uniform(-t, t, size=[in_size, out_size]),
                   f'b{name}': np.zeros(out_size)})""",
        """import random


def initialize_weights(in_size, out_size, params, name=''):
    t = (6 / (in_size + out_size)) ** .5
    W = [[random.uniform(-t, t) for _ in range(out_size)] for _ in range(in_size)]
    params['W' + name] = np.array(W)
    params['b' + name] = np.array([0.0] * out_size)""",
        """import scipy.stats


def initialize_weights(in_size, out_size, params, name=''):
    t = np.sqrt(6 / (in_size + out_size))
    W = scipy.stats.uniform(-t, 2 * t).rvs((in_size, out_size))
    params['W' + name], params['b' + name] = W, np.zeros(out_size)""",
    ],
    "2.2.1": [
        "def sigmoid(x):\n    return 1.0 / (1.0 + np.exp(-1.0 * x))",
        "def sigmoid(x):\n    return 0.5 * (1 + np.tanh(x / 2))",
        """def sigmoid(x):
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(x < 0, np.exp(x) / (1 + np.exp(x)), 1 / (1 + np.exp(-x)))""",
        "from scipy.special import expit\n\n\ndef sigmoid(x):\n    return expit(x)",
        """def sigmoid(x):
    res = np.zeros(x.shape)
    for i, v in np.ndenumerate(x):
        res[i] = 1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v))
    return res""",
        "def sigmoid(x):\n    x = np.clip(x, -500, 500)\n    return np.power(1 + np.exp(-x), -1)",
        """def forward(X, params, name='', activation=sigmoid):
    pre = np.dot(X, params['W' + name]) + params['b' + name].reshape(1, -1)
    params['cache_' + name] = [X, pre, activation(pre)]
    return params['cache_' + name][2]""",
        """def forward(X, params, name='', activation=sigmoid):
    W, b = params[f'W{name}'], params[f'b{name}']
    pre = np.zeros((X.shape[0], W.shape[1]))
    for i, row in enumerate(X):
        for j in range(W.shape[1]):
            pre[i, j] = sum(row * W[:, j]) + b[j]
    post = activation(pre)
    params[f'cache_{name}'] = (X, pre, post)
    return post""",
        """def forward(X, params, name='', activation=sigmoid):
    pre = np.einsum('nd,dk->nk', X, params['W' + name]) + np.tile(params['b' + name], (len(X), 1))
    post = activation(pre)
    params['cache_' + name] = (X.copy(), pre, post)
    return post""",
    ],
    "2.2.2": [
        """def softmax(x):
    c = -np.max(x, axis=1).reshape(-1, 1)
    s = np.exp(x + c)
    return s / s.sum(axis=1)[:, np.newaxis]""",
        """def softmax(x):
    out = np.empty(x.shape)
    for i in range(x.shape[0]):
        e = np.exp(x[i] - max(x[i]))
        out[i] = e / sum(e)
    return out""",
        "import scipy.special\n\n\ndef softmax(x):\n    return scipy.special.softmax(x, axis=1)",
        """def softmax(x):
    e = np.exp(x.T - np.max(x, 1))
    return (e / e.sum(0)).T""",
        """def softmax(x):
    x = x - np.amax(x, axis=-1, keepdims=True)
    return np.exp(x - np.log(np.sum(np.exp(x), axis=-1, keepdims=True)))""",
        "def softmax(x):\n    return np.apply_along_axis(lambda r: np.exp(r - r.max()) / "
        "np.exp(r - r.max()).sum(), 1, x)",
        """def softmax(x):
    e = np.exp(x - np.expand_dims(np.max(x, axis=1), 1))
    return np.divide(e, np.repeat(e.sum(axis=1)[:, None], x.shape[1], axis=1))""",
    ],
    "2.2.3": [
        """def compute_loss_and_acc(y, probs):
    loss = -np.sum(y * np.log(probs))
    acc = np.sum(np.argmax(y, 1) == np.argmax(probs, 1)) / y.shape[0]
    return loss, acc""",
        """def compute_loss_and_acc(y, probs):
    loss = acc = 0
    for i in range(len(y)):
        loss -= np.log(np.dot(y[i], probs[i]))
        acc += float(np.argmax(y[i]) == np.argmax(probs[i]))
    return [loss, acc / len(y)]""",
        """def compute_loss_and_acc(y, probs):
    loss = -np.trace(np.dot(y, np.log(probs).T))
    return float(loss), np.mean(y[np.arange(len(y)), probs.argmax(1)])""",
        """def compute_loss_and_acc(y, probs):
    loss = -np.sum(y * np.log(probs + 1e-12))
    return np.array([loss, (y.argmax(1) == probs.argmax(1)).mean()])""",
        """from sklearn_free import nothing
""" if False else """def compute_loss_and_acc(y, probs):
    loss = -np.log(np.max(y * probs, axis=1)).sum(keepdims=True)
    wrong = np.count_nonzero(np.argmax(y, axis=-1) - np.argmax(probs, axis=-1))
    return loss, 1.0 - wrong / len(y)""",
        """def compute_loss_and_acc(y, probs):
    loss = -np.einsum('ij,ij->', y, np.log(probs))
    return np.float32(loss), np.float32(np.mean(np.equal(y.argmax(1), probs.argmax(1))))""",
    ],
    "2.3": [
        """def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    W, b = params['W' + name], params['b' + name]
    X, pre_act, post_act = params['cache_' + name]
    back = activation_deriv(post_act) * delta
    params['grad_W' + name] = np.dot(X.T, back)
    params['grad_b' + name] = np.dot(np.ones((1, delta.shape[0])), back).reshape(b.shape)
    return np.dot(back, W.T)""",
        """def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    W, b = params['W' + name], params['b' + name]
    X, pre_act, post_act = params['cache_' + name]
    grad_X, grad_W, grad_b = np.zeros(X.shape), np.zeros(W.shape), np.zeros(b.shape)
    d = delta * activation_deriv(post_act)
    for i in range(X.shape[0]):
        grad_W += np.outer(X[i], d[i])
        grad_b += d[i]
        grad_X[i] = W @ d[i]
    params['grad_W' + name], params['grad_b' + name] = grad_W, grad_b
    return grad_X""",
        """def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    X, _, post = params['cache_' + name]
    d = np.multiply(delta, activation_deriv(post))
    params['grad_W' + name] = np.einsum('nd,nk->dk', X, d)
    params['grad_b' + name] = np.einsum('nk->k', d)
    return np.einsum('nk,dk->nd', d, params['W' + name])""",
        """def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    X, pre, post = params['cache_' + name]
    d = delta * activation_deriv(post)
    params['grad_W' + name] = (d.T @ X).T
    params['grad_b' + name] = sum(d)
    return (params['W' + name] @ d.T).T""",
        # A cache of its own, which forward and backwards understand.
        """def forward(X, params, name='', activation=sigmoid):
    post = activation(X @ params['W' + name] + params['b' + name])
    params['in_' + name], params['out_' + name] = X, post
    return post


def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    d = delta * activation_deriv(params['out_' + name])
    params['grad_W' + name] = params['in_' + name].T @ d
    params['grad_b' + name] = np.sum(d, 0)
    return d @ params['W' + name].transpose()""",
    ],
    "2.4": [
        """def get_random_batches(x, y, batch_size):
    order = np.random.permutation(len(x))
    for i in range(0, len(x), batch_size):
        yield x[order[i:i + batch_size]], y[order[i:i + batch_size]]""",
        """def get_random_batches(x, y, batch_size):
    order = np.arange(x.shape[0])
    np.random.shuffle(order)
    x, y = x[order], y[order]
    n = x.shape[0] // batch_size
    return list(zip(np.array_split(x, n), np.array_split(y, n)))""",
        """def get_random_batches(x, y, batch_size):
    both = np.hstack([x, y])
    np.random.shuffle(both)
    batches = []
    while len(both):
        batch, both = both[:batch_size], both[batch_size:]
        batches.append([batch[:, :x.shape[1]], batch[:, x.shape[1]:]])
    return batches""",
        """def get_random_batches(x, y, batch_size):
    left = set(range(len(x)))
    batches = []
    while left:
        chosen = np.random.choice(list(left), min(batch_size, len(left)), replace=False)
        left -= set(chosen.tolist())
        batches.append((np.array([x[i] for i in chosen]), np.array([y[i] for i in chosen])))
    return tuple(batches)""",
        """import random


def get_random_batches(x, y, batch_size):
    pairs = list(zip(x, y))
    random.shuffle(pairs)
    return [tuple(np.array(part) for part in zip(*pairs[i:i + batch_size]))
            for i in range(0, len(pairs), batch_size)]""",
        """def get_random_batches(x, y, batch_size):
    order = np.random.choice(len(x), len(x), replace=False)
    return zip(*([a[order][i:i + batch_size] for i in range(0, len(x), batch_size)] for a in (x, y)))""",
    ],
}  # fmt: skip

_LOOP = '        for name in ["Wlayer1", "blayer1", "Woutput", "boutput"]:\n' \
        '            params[name] -= learning_rate * params["grad_" + name]\n'  # fmt: skip
_CHECK = RIGHT["run_q2.py"][
    RIGHT["run_q2.py"].index("eps = 1e-6") : RIGHT["run_q2.py"].index("total_error")
]
# What is written otherwise in run_q2.py: texts to replace.
RUN_Q2: dict[str, list[tuple[str, str]]] = {
    "a number among the params": [("params = {}", "params = {'batch_size': 5}")],
    "errors with four digits, before the training": [*CHECK_FIRST, ("'{} {:.2e}'", "'{} {:.4f}'")],
    "errors in a dictionary, before the training": [
        *CHECK_FIRST, ("total_error = 0\n", "errors = {}\n"),
        ("total_error += err.sum()", "errors[k] = float(err.sum())"),
        ('print("total {:.2e}".format(total_error))', "print(errors)")],
    "gradients under the weights' names, before the training": [
        *CHECK_FIRST, ('params["grad_" + k][index] =', "numeric[k][index] ="),
        ("eps = 1e-6\n", "eps = 1e-6\nkeys = ['Wlayer1', 'blayer1', 'Woutput', 'boutput']\n"
                         "analytic = {k: params['grad_' + k].copy() for k in keys}\n"
                         "numeric = {k: np.zeros_like(params[k]) for k in keys}\n")],
    "a check on one example": [
        ("# Q 2.5\n", "# Q 2.5\nall_x, all_y = x, y\nx, y = x[3:4], y[3:4]\n"),
        ('print("total {:.2e}".format(total_error))', "x, y = all_x, all_y\nprint(total_error)")],
    "the update over the keys": [(_LOOP, """        for k, v in sorted(list(params.items())):
            if 'grad' in k:
                name = k.split('_')[1]
                params[name] = params[name] - learning_rate * v
""")],
    "the mean gradient": [(_LOOP, _LOOP.replace("learning_rate *", "5 * learning_rate / len(xb) *"))],
    "new batches each epoch": [
        ("    total_loss = 0\n    avg_acc", "    batches = get_random_batches(x, y, 5)\n    total_loss = 0\n    avg_acc")],
    "another rate and more epochs": [("max_iters = 500", "max_iters = 700"), ("1e-3", "2e-3")],
    "a check with += and -=": [(_CHECK, """eps = 1e-6
for k, v in params.items():
    if '_' in k:
        continue
    if k[0] == 'W':
        for i in range(v.shape[0]):
            for j in range(v.shape[1]):
                v[i][j] += eps
                up = loss_now()
                v[i][j] -= 2 * eps
                down = loss_now()
                params['grad_' + k][i][j] = (up - down) / (2 * eps)
                v[i][j] += eps
    else:
        for i in range(len(v)):
            v[i] += eps
            up = loss_now()
            v[i] -= 2 * eps
            down = loss_now()
            params['grad_' + k][i] = (up - down) / (2 * eps)
            v[i] += eps
""")],
    "a check of copies": [(_CHECK, """eps = 1e-5
for k in [k for k in params if '_' not in k]:
    numeric = np.zeros(params[k].shape)
    for flat in range(params[k].size):
        losses = []
        for sign in (1, -1):
            moved = copy.deepcopy(params)
            moved[k].flat[flat] += sign * eps
            h1 = forward(x, moved, 'layer1')
            losses.append(compute_loss_and_acc(y, forward(h1, moved, 'output', softmax))[0])
        numeric.flat[flat] = (losses[0] - losses[1]) / 2 / eps
    params['grad_' + k] = numeric
""")],
    "numerical gradients in a dictionary of their own": [
        (_CHECK, _CHECK.replace('params["grad_" + k][index]', 'numeric[k][index]').replace(
            "eps = 1e-6", "eps = 1e-6\nnumeric = {k: np.zeros_like(v) for k, v in params.items() if '_' not in k}"))],
    "batches before the network": [
        ('params = {}\ninit', 'batches = get_random_batches(x, y, 5)\nparams = {}\ninit')],
    "x and y used again at the end": [
        ('print("total', 'x = np.linspace(-5, 5, 50)\ny = sigmoid(x)\nprint("total')],
    "a notebook's export": [("import copy", """#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().system('pip install scikit-image')
import copy""")],
    "a plot at the end": [
        ('print("total', 'import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint("total')],
}  # fmt: skip

_NEW = '            params["m_" + k] = 0.9 * params["m_" + k] - learning_rate * params["grad_" + k]\n' \
       '            params[k] += params["m_" + k]\n'  # fmt: skip
_PSNR = "psnr = np.mean([peak_signal_noise_ratio(a, b) for a, b in zip(valid_x, out)])"
RUN_Q5: dict[str, list[tuple[str, str]]] = {
    "another network between": [
        ("keys = [", "other = {}\ninitialize_weights(4, 4, other, 'other')\nkeys = ["),
        ('        backwards(delta, params, "layer1", relu_deriv)\n',
         '        backwards(delta, params, "layer1", relu_deriv)\n'
         '        forward(np.ones((2, 4)), other, "other", relu)\n'
         '        backwards(np.ones((2, 4)), other, "other", relu_deriv)\n')],
    "the output's derivative in delta": [
        ('backwards(2 * (out - xb), params, "output", sigmoid_deriv)',
         'backwards(2 * (out - xb) * out * (1 - out), params, "output", linear_deriv)')],
    "pictures and weights in folders that are not there": [
        (_PSNR, "import pathlib, pickle, skimage.io\npathlib.Path('../notes/a.txt').write_text('a')\nskimage.io.imsave('../results/first.png', out[0].reshape(32, 32))\n"
                "with open('../out/weights/q5.pickle', 'wb') as f:\n    pickle.dump(dict(params), f)\n" + _PSNR)],
    "letters and rows of different lengths among the variables": [
        (_PSNR, _PSNR + "\nnames = np.array(['A', 'B'])\nrows = np.array([[1.0], [1.0, 2.0]], dtype=object)")],
    "long looks at the pictures": [
        (_PSNR, "import time\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.pause(4000)\n"
                "time.sleep(4000)\n" + _PSNR)],
    "data in folders of its own": [
        ("../data/nist36_train.mat", "../data/data/nist36_train.mat"),
        ("../data/nist36_valid.mat", "C:\\\\Users\\\\ada\\\\nist36_valid.mat")],
    "a picture of a letter that is not here": [
        (_PSNR, "import matplotlib.pyplot as plt\nplt.imshow(train_x[7001].reshape(32, 32))\n" + _PSNR)],
    "momentum in a dictionary, PSNR by hand": [
        ("keys = [", "speed = {k: np.zeros_like(v) for k, v in params.items() if '_' not in k}\nkeys = ["),
        (_NEW, "            speed[k] = 0.9 * speed[k] - learning_rate * params['grad_' + k]\n"
         "            params[k] = params[k] + speed[k]\n"),
        (_PSNR, "psnr = 0\nfor a, b in zip(valid_x, out):\n"
         "    psnr += 10 * np.log10(1 / np.mean((a - b) ** 2)) / len(valid_x)")],
    "the old name of PSNR, and zero accumulators": [
        ("from skimage.metrics import peak_signal_noise_ratio",
         "from skimage.measure import compare_psnr as peak_signal_noise_ratio"),
        ("keys = [", "for k in list(params.keys()):\n    params['m_' + k] = np.zeros(params[k].shape)\nkeys = ["),
        (_PSNR, _PSNR.replace("psnr =", "total =").replace("np.mean", "sum") + " / len(valid_x)\npsnr = total")],
    "layers of other names, and no factor of 2": [
        ('"layer1"', '"enc1"'), ('"layer2"', '"enc2"'), ('"layer3"', '"dec1"'), ('"output"', '"dec2"'),
        ("2 * (out - xb)", "(out - xb)"), (_PSNR, _PSNR + "\nprint('%.2f' % psnr)\ndel psnr\npsnr = ''")],
    "images chosen by their place in NIST36": [
        ("out = run(valid_x)", "shown = run(valid_x[np.random.choice(np.arange(3500, 3600), 2)])\nout = run(valid_x)")],
    "PSNR of all pixels at once": [(_PSNR, "psnr = peak_signal_noise_ratio(valid_x, out)")],
}  # fmt: skip
