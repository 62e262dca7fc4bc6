"""Keystone's catalogue and the users of the services. Safe to run again. Run by `up`, with the services' password."""
import sys

import openstack

SERVICES = (
    ('nova', 'compute', '8774/v2.1'),
    ('neutron', 'network', '9696'),
    ('cinderv3', 'volumev3', '8776/v3/%(project_id)s'),
    ('glance', 'image', '9292'),
    ('placement', 'placement', '8778'),
)


def one(items, name):
    return next((item for item in items if item.name == name), None)


identity = openstack.connect().identity
project = one(identity.projects(), 'service') or identity.create_project(name='service', domain_id='default')
roles = [one(identity.roles(), 'admin'), one(identity.roles(), 'service') or identity.create_role(name='service')]
for name in 'nova', 'neutron', 'cinder', 'glance', 'placement':
    user = one(identity.users(), name) or identity.create_user(
        name=name, password=sys.argv[1], domain_id='default', default_project_id=project.id)
    for role in roles:
        identity.assign_project_role_to_user(project, user, role)
for name, kind, address in SERVICES:
    service = one(identity.services(), name) or identity.create_service(name=name, type=kind)
    there = {endpoint.interface for endpoint in identity.endpoints(service_id=service.id)}
    for interface in {'public', 'internal', 'admin'} - there:
        identity.create_endpoint(service_id=service.id, interface=interface, region_id='RegionOne', url='http://127.0.0.1:' + address)
