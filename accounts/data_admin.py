from django.contrib.admin.apps import AdminConfig


class DataAdminConfig(AdminConfig):
    """Django's data administration with the portal's own rule of who may enter."""

    default_site = "accounts.data_site.DataSite"
