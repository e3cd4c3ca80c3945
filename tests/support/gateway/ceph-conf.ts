import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

export type Ports = { gateway: number; monitor: number };

/** Of a cluster of one process each, without authentication inside, on loopback alone. */
export function cephConf(folder: string, { gateway, monitor }: Ports): { fsid: string; text: string } {
  const fsid = randomUUID();
  return {
    fsid,
    text: [global(folder, { fsid, monitor }), daemons(folder), radosgw(folder, gateway)].join(''),
  };
}

/** `ms_mon_client_mode`: without it nothing finds the monitor. */
function global(folder: string, { fsid, monitor }: { fsid: string; monitor: number }): string {
  return `[global]
fsid=${fsid}
mon_host=v2:127.0.0.1:${monitor}
ms_bind_msgr1=false
public_addr=127.0.0.1
cluster_addr=127.0.0.1
auth_cluster_required=none
auth_service_required=none
auth_client_required=none
ms_mon_client_mode=crc
ms_client_mode=crc
run_dir=${folder}
admin_socket=${join(folder, '$name.asok')}
log_file=${join(folder, '$name.log')}
keyring=${join(folder, 'keyring')}
mon_allow_pool_size_one=true
mon_warn_on_pool_no_redundancy=false
osd_pool_default_size=1
osd_pool_default_min_size=1
osd_pool_default_pg_num=1
osd_pool_default_pgp_num=1
osd_pool_default_pg_autoscale_mode=off
mon_max_pg_per_osd=1000
osd_crush_chooseleaf_type=0
mon_data_avail_crit=1
mon_data_avail_warn=2
paxos_propose_interval=0.05
paxos_min_wait=0.01
`;
}

function daemons(folder: string): string {
  return `[mon]
mon_data=${join(folder, 'mon')}
mon_initial_members=a
mon_cluster_log_file=${join(folder, 'cluster.log')}
[osd]
osd_data=${join(folder, 'osd')}
osd_objectstore=memstore
memstore_device_bytes=2147483648
osd_memory_target=1073741824
osd_heartbeat_grace=20
osd_class_load_list=*
osd_class_default_list=*
`;
}

/** Websites of buckets are answered where the host is below `web.localhost`. */
function radosgw(folder: string, port: number): string {
  return `[client.rgw]
rgw_frontends=beast endpoint=127.0.0.1:${port}
rgw_data=${join(folder, 'rgw')}
rgw_dns_name=localhost
rgw_dns_s3website_name=web.localhost
rgw_enable_apis=s3,s3website,admin
rgw_enable_static_website=true
rgw_enable_usage_log=false
rgw_run_sync_thread=false
rgw_gc_max_objs=1
rgw_lc_max_objs=1
rgw_usage_max_shards=1
rgw_num_control_oids=1
rgw_data_log_num_shards=1
rgw_thread_pool_size=32
`;
}
