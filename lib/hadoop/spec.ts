/** How Hadoop services learn who a job is, and how its clients find them. */
export interface HadoopProviderSpec {
  /**
   * `simple`: the job's `HADOOP_USER_NAME` is believed, for clusters without Kerberos. Whoever runs code in a pod can name any user.
   * `kerberos`: the job gets a ticket of its user, from a keytab of its namespace.
   */
  authentication: 'simple' | 'kerberos';
  /**
   * Properties of `core-site.xml` in every job's `HADOOP_CONF_DIR`. What `authentication` implies is added.
   * @default - none
   * @example {"fs.defaultFS": "hdfs://CLUSTER"}
   */
  coreSite?: Record<string, string>;
  /**
   * Properties of `hdfs-site.xml` in every job's `HADOOP_CONF_DIR`: where the NameNodes of a name such as `CLUSTER` are, and how data is protected.
   * @default - none
   * @example {"dfs.nameservices": "CLUSTER"}
   */
  hdfsSite?: Record<string, string>;
  /** Where tickets come from. Needed with `kerberos`. @default - none */
  kerberos?: KerberosSpec;
}

/** Where tickets come from, and how long they last. */
export interface KerberosSpec {
  /**
   * Realm of the users.
   * @minLength 1
   * @example EXAMPLE.COM
   */
  realm: string;
  /** Key distribution centres of the realm, each as a host, or a host and a port. @default - those that DNS tells */
  kdcs?: string[];
  /** The whole text of `krb5.conf`, in place of the one that is made of `realm` and `kdcs`. @default - that one */
  krb5Conf?: string;
  /**
   * Principal of a user: `{user}` and `{realm}` stand for the two.
   * @default '{user}@{realm}'
   */
  principal?: string;
  /**
   * Seconds that a ticket is asked for. The key distribution centre may grant fewer.
   * @asType integer
   * @minimum 10
   * @default 36000
   */
  ticketLifetimeSeconds?: number;
  /**
   * Seconds after which a running job gets a new ticket; fewer than a ticket lasts.
   * @asType integer
   * @minimum 5
   * @default 3600
   */
  renewalIntervalSeconds?: number;
}
