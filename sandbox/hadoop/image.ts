import * as path from 'node:path';
import { filesLayer } from '../images/layers';
import { mavenArtifact } from '../maven/artifact';

export const HADOOP_VERSION = '3.4.2';

/** The servers of HDFS are in the jar that Hadoop publishes for tests of its clients; the rest is what that needs. */
const JARS = {
  [`org.apache.hadoop:hadoop-client-minicluster:${HADOOP_VERSION}`]: 'ae2406c544825b7734b8aad4f87eff60d9ec422284f0b16c2856032083b63c77',
  [`org.apache.hadoop:hadoop-client-runtime:${HADOOP_VERSION}`]: '18d071c7f72f8a946677b398a57af9c7afa2dd41a81023c310f99373fec200b3',
  [`org.apache.hadoop:hadoop-client-api:${HADOOP_VERSION}`]: '607c0299f4df33013bd0a0f37c8cf255c635bbaddd247b8fec68c210cc17d19f',
  'commons-logging:commons-logging:1.3.0': '66d3c980470b99b0c511dad3dfc0ae7b265ec1fb144e96bc0253a8a175fd34d9',
  'org.slf4j:slf4j-api:1.7.36': 'd3ef575e3e4979678dc01bf1dcce51021493b4d11fb7f1be8ad982877c16a1c0',
  'org.slf4j:slf4j-simple:1.7.36': '2f39bed943d624dfa8f4102d0571283a10870b6aa36f197a8a506f147010c10f',
};

/** Where the image has Hadoop. */
export const HADOOP_LIBRARY = '/opt/hadoop/lib';

/** Hadoop on top of Java, and the name of its user: Hadoop asks the system for it. */
export async function hadoopLayers(java: string): Promise<string[]> {
  const files: Record<string, string> = { 'etc/passwd': path.join(__dirname, 'passwd') };
  for (const [coordinates, sha256] of Object.entries(JARS)) {
    const jar = await mavenArtifact({ coordinates, sha256 });
    files[`${HADOOP_LIBRARY.slice(1)}/${path.basename(jar)}`] = jar;
  }
  return [java, await filesLayer('hadoop', files)];
}
