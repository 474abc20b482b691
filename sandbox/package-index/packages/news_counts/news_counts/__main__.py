"""Prints how often each word occurs in its arguments; a library for the JVM writes the words as JSON, on the executors."""

import sys
from operator import add

from pyspark.sql import SparkSession

from news_counts.words import words_of


def main() -> None:
    spark = SparkSession.builder.getOrCreate()
    counts = spark.sparkContext.parallelize(sys.argv[1:], 2).flatMap(words_of).map(lambda word: (word, 1)).reduceByKey(add)
    json = counts.toDF("word string, count long").selectExpr("reflect('groovy.json.JsonOutput', 'toJson', word) AS word", "count")
    for word, count in sorted(tuple(row) for row in json.collect()):
        print(word, count)


if __name__ == "__main__":
    main()
