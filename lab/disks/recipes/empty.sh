# A volume as Cinder makes it: nothing was ever written to it.
