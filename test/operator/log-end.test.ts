import { lastLines } from '../../operator/log-end';

test.each<[string, string, string]>([
  ['no line', '\n \n', ''],
  ['the last three lines, without blank ones', 'one\n\ntwo\n  three\nValueError: four\n', 'two | three | ValueError: four'],
  [
    'what went wrong in Java, and why, and not where',
    `starts
Exception in thread "main" java.lang.IllegalArgumentException: java.net.UnknownHostException: CLUSTER
\tat org.apache.hadoop.security.SecurityUtil.buildTokenService(SecurityUtil.java:475)
\tat java.base/java.lang.reflect.Method.invoke(Method.java:569)
\tat news.Index$$Lambda$14/0x0000.run(Unknown Source) ~[news.jar:1.0]
Caused by: java.net.UnknownHostException: CLUSTER
\t... 23 more
`,
    'starts | Exception in thread "main" java.lang.IllegalArgumentException: java.net.UnknownHostException: CLUSTER | Caused by: java.net.UnknownHostException: CLUSTER',
  ],
  [
    'the cause, where the beginning of the log is cut off',
    'ache.spark.deploy.SparkSubmit$.main(SparkSubmit.scala:1047)\n\tat org.apache.spark.deploy.SparkSubmit.main(SparkSubmit.scala)\nCaused by: java.net.UnknownHostException: CLUSTER\n\t... 23 more\n',
    'Caused by: java.net.UnknownHostException: CLUSTER',
  ],
  ['the same within the name of a file', 'kSubmit.scala:1047)\n\tat a.B.c(Native Method)\nCaused by: java.io.IOException: x\n', 'Caused by: java.io.IOException: x'],
  [
    "an exception of Python within one of Spark's",
    `py4j.protocol.Py4JJavaError: An error occurred while calling o1.count.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 failed 4 times
\tat org.apache.spark.api.python.BasePythonRunner.handle(PythonRunner.scala:1)

Driver stacktrace:
\tat org.apache.spark.scheduler.DAGScheduler.$anonfun$abortStage$3(DAGScheduler.scala:2935)
Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "/tmp/a.py", line 1, in <lambda>
ZeroDivisionError: division by zero

\tat org.apache.spark.api.python.BasePythonRunner.handle(PythonRunner.scala:1)
\t... 1 more
`,
    'Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last): | File "/tmp/a.py", line 1, in <lambda> | ZeroDivisionError: division by zero',
  ],
  ['what Python says after a trace of Java', 'java.io.IOException: a\n\tat a.B.c(B.java:1)\nTraceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: b\n', 'Traceback (most recent call last): | File "a.py", line 1, in <module> | ValueError: b'],
  ['that it is not all, where only places are left', '\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n', 'a trace of Java that is too long to be repeated here; the log has what it begins with.'],
  ['of a trace that Python quotes what stands above it', 'OSError: RPCError("x", "Permission denied: user=davideis\\n\\tat a.B.c(B.java:1)\\n\\tat a.B.d(B.java:2)\\n")', 'OSError: RPCError("x", "Permission denied: user=davideis'],
  ['lines that only look like places', 'at noon (or later)\nexits (code 3)\nf(x) is wrong', 'at noon (or later) | exits (code 3) | f(x) is wrong'],
])('the end of a log tells %s', (_what, log, told) => {
  expect(lastLines(log)).toBe(told);
});
