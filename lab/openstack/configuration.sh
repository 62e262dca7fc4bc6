# shellcheck shell=bash
# configuration.sh: every configuration file of the lab's services. Sourced by `up`, which writes them again each time.

ceph_conf() {
  cat >/etc/ceph/ceph.conf <<C
[global]
fsid = 6f0e2c9a-6f1c-4b7e-9d0a-0123456789ab
mon_initial_members = a
mon_host = [v2:127.0.0.1:3300,v1:127.0.0.1:6789]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
auth_allow_insecure_global_id_reclaim = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_allow_pool_delete = true
mon_data_avail_crit = 1
mon_data_avail_warn = 2
osd_memory_target = 939524096
osd_scrub_auto_repair = false
bluestore_block_create = true
bluestore_block_size = 42949672960
bluestore_block_db_create = false
bluestore_block_wal_create = false
rbd_default_features = 61
log_to_stderr = false
mon_warn_on_pool_no_redundancy = false
[mon]
mon_data = $LAB/ceph/mon
log_file = $LOG/ceph-mon.log
[mgr]
mgr_data = $LAB/ceph/mgr
log_file = $LOG/ceph-mgr.log
mgr_initial_modules =
[osd]
osd_data = $LAB/ceph/osd
osd_objectstore = bluestore
log_file = $LOG/ceph-osd.log
[client]
rbd_cache = true
C
}

authtoken() { # the same lines for every service's [keystone_authtoken] and client sections
  cat <<C
auth_url = http://127.0.0.1:5000/v3
auth_type = password
username = $1
password = $PW
project_name = service
user_domain_name = Default
project_domain_name = Default
region_name = RegionOne
C
}

common() {
  cat <<C
[DEFAULT]
transport_url = rabbit://guest:guest@127.0.0.1:5672/
state_path = $LAB/state/$1
log_dir =
use_stderr = true
debug = false
host = lab
my_ip = 127.0.0.1
C
}

tail_sections() {
  cat <<C
[oslo_concurrency]
lock_path = $LAB/state/$1/lock
[oslo_messaging_rabbit]
heartbeat_in_pthread = false
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:5000/v3
memcached_servers = 127.0.0.1:11211
service_token_roles = service
service_token_roles_required = true
$(authtoken "$1")
[database]
connection = mysql+pymysql://lab:$PW@127.0.0.1/$1
max_pool_size = 5
C
}
keystone_conf() {
  cat >"$ETC/keystone.conf" <<C
[DEFAULT]
log_dir =
use_stderr = true
[database]
connection = mysql+pymysql://lab:$PW@127.0.0.1/keystone
[cache]
enabled = true
backend = dogpile.cache.memcached
memcache_servers = 127.0.0.1:11211
[token]
provider = fernet
expiration = ${TOKEN_SECONDS:-3600}
[fernet_tokens]
key_repository = $LAB/state/keystone/fernet
[credential]
key_repository = $LAB/state/keystone/credential
[identity]
password_hash_rounds = 4
C
}

glance_conf() {
  { common glance; cat <<C
bind_host = 127.0.0.1
bind_port = 9292
workers = 1
enabled_backends = rbd:rbd
show_image_direct_url = true
show_multiple_locations = true
[glance_store]
default_backend = rbd
[rbd]
rbd_store_pool = images
rbd_store_user =
rbd_store_ceph_conf = /etc/ceph/ceph.conf
[paste_deploy]
flavor = keystone
config_file = /etc/glance/glance-api-paste.ini
C
  tail_sections glance; } >"$ETC/glance-api.conf"
}

placement_conf() {
  { cat <<C
[DEFAULT]
use_stderr = true
[api]
auth_strategy = keystone
[placement_database]
connection = mysql+pymysql://lab:$PW@127.0.0.1/placement
C
  tail_sections placement | sed '/^\[database\]/,$d'; } >"$ETC/placement.conf"
}

nova_conf() {
  { common nova; cat <<C
compute_driver = libvirt.LibvirtDriver
instances_path = $LAB/state/nova/instances
enabled_apis = osapi_compute
osapi_compute_listen = 127.0.0.1
osapi_compute_workers = 2
force_config_drive = true
ram_allocation_ratio = 2.0
cpu_allocation_ratio = 32.0
disk_allocation_ratio = 8.0
reserved_host_memory_mb = 0
vif_plugging_timeout = 120
vif_plugging_is_fatal = true
block_device_allocate_retries = 300
block_device_allocate_retries_interval = 1
resume_guests_state_on_host_boot = false
running_deleted_instance_action = reap
sync_power_state_interval = 60
[api]
auth_strategy = keystone
[api_database]
connection = mysql+pymysql://lab:$PW@127.0.0.1/nova_api
max_pool_size = 5
[conductor]
workers = 1
[scheduler]
workers = 1
discover_hosts_in_cells_interval = 60
[libvirt]
virt_type = qemu
cpu_mode = none
connection_uri = qemu:///system
images_type = rbd
images_rbd_pool = vms
images_rbd_ceph_conf = /etc/ceph/ceph.conf
images_rbd_glance_store_name = rbd
inject_partition = -2
live_migration_uri = qemu+unix:///system
[vnc]
enabled = false
[glance]
api_servers = http://127.0.0.1:9292
[placement]
$(authtoken placement)
[neutron]
service_metadata_proxy = false
$(authtoken neutron)
[cinder]
catalog_info = volumev3::publicURL
os_region_name = RegionOne
$(authtoken cinder)
[service_user]
send_service_user_token = true
$(authtoken nova)
C
  tail_sections nova; } >"$ETC/nova.conf"
}

neutron_conf() {
  { common neutron; cat <<C
bind_host = 127.0.0.1
core_plugin = ml2
service_plugins = router
api_workers = 1
rpc_workers = 1
rpc_state_report_workers = 0
auth_strategy = keystone
notify_nova_on_port_status_changes = true
notify_nova_on_port_data_changes = true
api_paste_config = /etc/neutron/api-paste.ini
[agent]
root_helper = sudo neutron-rootwrap /etc/neutron/rootwrap.conf
[experimental]
linuxbridge = true
[nova]
$(authtoken nova)
[ml2]
type_drivers = flat,local
tenant_network_types =
mechanism_drivers = linuxbridge
extension_drivers = port_security
[ml2_type_flat]
flat_networks = physnet1
[linux_bridge]
physical_interface_mappings = physnet1:$PHY
[vxlan]
enable_vxlan = false
[securitygroup]
firewall_driver = iptables
enable_security_group = true
enable_ipset = true
C
  tail_sections neutron; } >"$ETC/neutron.conf"
}

cinder_conf() {
  { common cinder; cat <<C
osapi_volume_listen = 127.0.0.1
osapi_volume_workers = 1
auth_strategy = keystone
enabled_backends = rbd
default_volume_type = rbd
glance_api_servers = http://127.0.0.1:9292
api_paste_config = /etc/cinder/api-paste.ini
[rbd]
volume_driver = cinder.volume.drivers.rbd.RBDDriver
volume_backend_name = rbd
rbd_pool = volumes
rbd_ceph_conf = /etc/ceph/ceph.conf
rbd_flatten_volume_from_snapshot = false
rbd_max_clone_depth = 5
[nova]
$(authtoken nova)
[service_user]
send_service_user_token = true
$(authtoken cinder)
C
  tail_sections cinder; } >"$ETC/cinder.conf"
}

libvirt_conf() {
  cat >/etc/libvirt/libvirtd.conf <<C
unix_sock_group = "root"
auth_unix_ro = "none"
auth_unix_rw = "none"
C
  cat >/etc/libvirt/qemu.conf <<C
user = "root"
group = "root"
security_driver = "none"
namespaces = []
cgroup_controllers = []
seccomp_sandbox = 0
stdio_handler = "file"
remember_owner = 0
C
}

# Written once: `seed` adds the clouds of its user.
clouds_yaml() {
  [ ! -s "$LAB/clouds.yaml" ] || return 0
  cat >"$LAB/clouds.new" <<C
clouds:
  admin:
    auth:
      auth_url: http://127.0.0.1:5000/v3
      username: admin
      password: $PW
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
    region_name: RegionOne
    identity_api_version: 3
C
  mv "$LAB/clouds.new" "$LAB/clouds.yaml"
}

write_configuration() {
  mkdir -p "$ETC" "$LAB"/state/{nova,neutron,cinder,glance,placement,keystone}/lock "$LAB/state/nova/instances"
  ceph_conf
  libvirt_conf
  keystone_conf
  glance_conf
  placement_conf
  nova_conf
  neutron_conf
  cinder_conf
  clouds_yaml
}
