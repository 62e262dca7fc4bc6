/** Of the lab's own making (lab/openstack/env.sh): all of its services share one password, and nothing is reached from outside. */
export const AUTH_URL = 'http://127.0.0.1:5000/v3';
export const LAB_PASSWORD = 'labsecret';
