import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Counts the words of its arguments on the executors: `WordCount 2 a b a` counts them in two parts. */
public final class WordCount {
  private WordCount() {}

  public static void main(String[] args) {
    int parts = Integer.parseInt(args[0]);
    List<String> words = Arrays.asList(args).subList(1, args.length);
    try (JavaSparkContext spark = new JavaSparkContext()) {
      spark.parallelize(words, parts).mapToPair(word -> new Tuple2<>(word, 1)).reduceByKey(Integer::sum).sortByKey().collect()
          .forEach(count -> System.out.println(count._1() + " " + count._2()));
    }
  }
}
