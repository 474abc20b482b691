#!/usr/bin/env bash
# skl2onnx 1.20.0 with onnxruntime 1.32.0: a category that scikit-learn refuses becomes -1 in ONNX.
#
# Guess: `OrdinalEncoder()` refuses what it has not seen (`handle_unknown='error'` is the default), and so does
# its ONNX translation: the one of `OneHotEncoder()`, which has the same default, does refuse.
# What it does: the translation is a LabelEncoder node with a default of -1. The model behind it takes -1 for an
# ordinary number below all categories, and answers. A tree treats it as the first category in the alphabet.
# Where it matters: the pipeline is tested in Python, where a typo or a new category is an error, and served as
# ONNX, where it is a prediction. A monitor that counts failed requests sees none.
# Instead: say what is to become of unknown categories (`handle_unknown='use_encoded_value'`, which is translated
# faithfully), or check them before the model.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet skl2onnx==1.20.0 onnxruntime==1.32.0 onnx==1.23.2 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import onnxruntime
import skl2onnx
import sklearn
from skl2onnx.common.data_types import Int64TensorType, StringTensorType
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder
from sklearn.tree import DecisionTreeRegressor

print("skl2onnx", skl2onnx.__version__, "onnxruntime", onnxruntime.__version__, "scikit-learn", sklearn.__version__)
onnxruntime.set_default_logger_severity(4)
cities = np.array([["Basel"], ["Lima"], ["Oslo"]], dtype=object)
numbers = np.array([[1], [2], [30]], dtype=np.int64)


def refuses(ask):
    try:
        return False, ask().ravel().tolist()
    except Exception as error:  # the two raise errors of their own kinds
        return True, type(error).__name__


def both(model, kind, rows):
    stored = skl2onnx.to_onnx(model, initial_types=[("x", kind([None, 1]))], target_opset=18).SerializeToString()
    session = onnxruntime.InferenceSession(stored, providers=["CPUExecutionProvider"])
    ask = getattr(model, "predict", None) or model.transform
    return refuses(lambda: ask(rows)), refuses(lambda: session.run(None, {"x": rows})[0])


unseen = np.array([["Quito"]], dtype=object)
ordinal = both(OrdinalEncoder().fit(cities), StringTensorType, unseen)
whole = both(OrdinalEncoder().fit(numbers), Int64TensorType, np.array([[5]], dtype=np.int64))
price = make_pipeline(OrdinalEncoder(), DecisionTreeRegressor()).fit(cities, [10.0, 20.0, 30.0])
tree = both(price, StringTensorType, unseen)
one_hot = both(OneHotEncoder(sparse_output=False).fit(cities), StringTensorType, unseen)

print("guess: both refuse")
for name, (sk, onnx) in {"OrdinalEncoder, strings": ordinal, "OrdinalEncoder, numbers": whole, "with a tree": tree, "OneHotEncoder": one_hot}.items():
    print(f"seen:  {name:25}scikit-learn {sk[1]}, ONNX {onnx[1]}")

assert ordinal == ((True, "ValueError"), (False, [-1.0])), ordinal
assert whole == ((True, "ValueError"), (False, [-1.0])), whole
assert tree == ((True, "ValueError"), (False, [10.0])), tree
assert one_hot[0][0] and one_hot[1][0], one_hot
PYTHON
echo 'holds: a category that scikit-learn refuses becomes -1 in ONNX'
