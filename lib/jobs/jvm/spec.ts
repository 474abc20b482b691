import type { IndexedJobSpec } from '../common/indexed-spec';
import type { Sha256 } from '../common/spec';

/**
 * Where the jar is: Maven coordinates `group:artifact:version` (`:classifier` may follow) in the platform's repository, or an http(s) address.
 * @minLength 1
 * @maxLength 2048
 * @pattern ^(https?://[^ \t\n\r/?#@]+(/[^ \t\n\r#]*)?|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*:[A-Za-z0-9_-][A-Za-z0-9_.-]*:[A-Za-z0-9_][A-Za-z0-9_.+-]*(:[A-Za-z0-9_-][A-Za-z0-9_.-]*)?)$
 * @example com.example.news:news-index:1.4.0
 */
export type Jar = string;

/**
 * Full name of a Java class with a method `main`.
 * @minLength 1
 * @maxLength 512
 * @pattern ^[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*$
 * @example com.example.news.Index
 */
export type JavaClass = string;

/**
 * One option of the JVM, as one word.
 * @maxLength 1024
 * @pattern ^-(D[^\n=]+(=[^\n]*)?|X[^\n]+|(ea|da|esa|dsa|enableassertions|disableassertions|verbose|javaagent|agentlib|agentpath)(:[^\n]+)?|-enable-preview|-(add-modules|add-exports|add-opens|add-reads|enable-native-access)=[^\n]+)$
 * @example -XX:+UseZGC
 */
export type JvmOption = string;

/** Runs a program for the Java virtual machine (Java, Scala, Kotlin …) from one jar, in one pod or in many. */
export interface JVMJobSpec extends IndexedJobSpec {
  /**
   * Where the jar is: Maven coordinates `group:artifact:version` (`:classifier` may follow) in the platform's repository, or an http(s) address.
   * A snapshot is named by its timestamp (`1.4.0-20260101.093000-7`). It must carry all that it needs: its dependencies are not fetched.
   */
  jar: Jar;
  /**
   * SHA-256 of the jar; the job fails before it starts if another file is there. A jar from an address needs it.
   * @default - for Maven coordinates, the checksum that the repository keeps beside the jar
   */
  sha256?: Sha256;
  /**
   * Class whose `main` is run.
   * @default - the one that the jar's manifest names (`java -jar`)
   */
  mainClass?: JavaClass;
  /**
   * Options of the JVM. The heap may use 75 % of the container's memory unless `-XX:MaxRAMPercentage` says otherwise; it cannot be given in bytes.
   * @default - only those of the platform
   * @maxItems 64
   */
  jvmOptions?: JvmOption[];
}
