/** API group of roles and their bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';
