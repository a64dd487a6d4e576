"""Which task of one quarter is which of the next?"""
