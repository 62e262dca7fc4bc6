"""Ends with an error until every part that a guest needs has reported itself up; makes Cinder's volume type. Run by `up`."""
import sys

import openstack

cloud = openstack.connect()
up = {service.binary for service in cloud.compute.services() if service.state == 'up'}
up |= {agent.binary for agent in cloud.network.agents() if agent.is_alive}
up |= {each['binary'] for each in cloud.block_storage.get('/os-services').json()['services'] if each['state'] == 'up'}
needed = {'nova-compute', 'nova-conductor', 'nova-scheduler', 'neutron-linuxbridge-agent', 'cinder-volume', 'cinder-scheduler'}
if needed - up:
    sys.exit('not up yet: ' + ', '.join(sorted(needed - up)))
if not any(kind.name == 'rbd' for kind in cloud.block_storage.types()):
    cloud.block_storage.create_type(name='rbd')
